"""Places on the front page, kept by editors."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import newsroom.moments
from newsroom.roles import grant


def make_roles(apps, schema_editor):
    grant(apps, "Editor", [f"articles.{verb}_feature" for verb in ("view", "add", "change", "delete")])


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0009_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Feature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('lead', 'Lead'), ('featured', 'Featured')], default='featured', max_length=8, verbose_name='place')),
                ('position', models.PositiveIntegerField(default=0, editable=False)),
                ('why', models.CharField(help_text='One sentence that readers see.', max_length=300, verbose_name='why we chose this')),
                ('begins_at', newsroom.moments.MomentField(default=newsroom.moments.now, verbose_name='from')),
                ('ends_at', newsroom.moments.MomentField(blank=True, help_text='A featured story needs it. A lead without one stays until another takes its place.', null=True, verbose_name='until')),
                ('by_name', models.CharField(blank=True, editable=False, max_length=150, verbose_name='chosen by')),
                ('by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(help_text='One that is live or scheduled. It is shown from the moment it is live.', limit_choices_to={'status': 'ready'}, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.story', verbose_name='story')),
            ],
            options={
                'verbose_name': 'place on the front page',
                'verbose_name_plural': 'front page',
                'indexes': [models.Index(fields=['-begins_at', '-id'], name='features_by_begin'), models.Index(fields=['-ends_at'], name='features_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('begins_at')), _connector='OR'), name='a_place_ends_after_it_begins', violation_error_message='The end has to come after the beginning.'), models.CheckConstraint(condition=models.Q(models.Q(('place', 'featured'), _negated=True), ('ends_at__isnull', False), _connector='OR'), name='featured_has_an_end', violation_error_message='A featured story needs an end date.'), models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='readers_know_why', violation_error_message='Say why you chose this.')],
            },
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
