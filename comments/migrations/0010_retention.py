"""For how many days things are kept. Editors write it, moderators read it."""

import django.core.validators
from django.db import migrations, models

from newsroom.roles import grant


def make_roles(apps, schema_editor):
    grant(apps, "Moderator", ["comments.view_retention"])
    grant(apps, "Editor", ["comments.view_retention", "comments.change_retention"])


class Migration(migrations.Migration):

    dependencies = [('comments', '0009_gists')]

    operations = [
        migrations.CreateModel(
            name='Retention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unconfirmed', models.PositiveSmallIntegerField(blank=True, default=7, help_text='Nobody has shown that the address is theirs; the link in their mail works for three days.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='waiting for its author')),
                ('held', models.PositiveSmallIntegerField(blank=True, default=365, help_text='Nobody has decided about it for so long; what it answers is no news any more.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='held for a moderator')),
                ('rejected', models.PositiveSmallIntegerField(blank=True, default=190, help_text='Its author may ask for a second look. For six months the Digital Services Act of the EU (article 20) wants that to be possible. One with an open appeal stays.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='refused')),
                ('spam', models.PositiveSmallIntegerField(blank=True, default=190, help_text='Its author may ask for a second look. For six months the Digital Services Act of the EU (article 20) wants that to be possible. One with an open appeal stays.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='spam')),
                ('removed', models.PositiveSmallIntegerField(blank=True, default=190, help_text='Its author may ask for a second look. For six months the Digital Services Act of the EU (article 20) wants that to be possible. One with an open appeal stays.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='removed')),
                ('deleted', models.PositiveSmallIntegerField(blank=True, default=30, help_text='Until then moderators can still judge what somebody reported before it was deleted.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='deleted by its author')),
                ('earlier_texts', models.PositiveSmallIntegerField(blank=True, default=190, help_text='So that a report of what stood there before can be judged.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='earlier texts of edited comments')),
                ('matched_texts', models.PositiveSmallIntegerField(blank=True, default=190, help_text='So that a decision can be explained. Which rule it was is kept with the comment.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='texts that a rule met')),
                ('networks', models.PositiveSmallIntegerField(blank=True, default=30, help_text="A salted hash of the sender's network. It helps while a flood lasts, and it is personal data.", null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='networks of comments and reports')),
                ('reports_handled', models.PositiveSmallIntegerField(blank=True, default=190, help_text='They say who reported whom. The log keeps what was decided.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='reports that were answered')),
                ('reports_open', models.PositiveSmallIntegerField(blank=True, default=365, help_text='After so long an answer helps nobody.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='reports that nobody answered')),
                ('notes', models.PositiveSmallIntegerField(blank=True, default=365, help_text='What moderators think of a person grows old, and data about people has to be up to date.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='notes on people')),
                ('blocks', models.PositiveSmallIntegerField(blank=True, default=365, help_text='From the day they ended, for those who look whether it is the first. One in force stays.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='blocks that have ended')),
                ('log', models.PositiveSmallIntegerField(blank=True, default=None, help_text='Empty: for ever. It holds neither comments nor addresses, and with it the house accounts for what it decided.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='log of decisions')),
            ],
            options={
                'verbose_name': 'how long things are kept',
                'verbose_name_plural': 'how long things are kept',
            },
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('network', ''), _negated=True), fields=['created_at'], name='comments_with_network'),
        ),
        migrations.AddConstraint(
            model_name='retention',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='one_retention'),
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
