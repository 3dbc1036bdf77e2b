"""Readers hear of corrections: a notice is of a comment or of a correction, and an announcement makes them."""

import comments.paths
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_corrections'),
        ("comments", "0004_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('correction', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='articles.correction')),
                ('after_reader', models.BigIntegerField(default=0)),
                ('followers_told', models.BooleanField(default=False)),
                ('after_path', comments.paths.PathField(blank=True, default='', max_length=352)),
            ],
            options={
                'verbose_name': 'announcement of a correction',
                'verbose_name_plural': 'announcements of corrections',
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='correction',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.correction'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='comment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='comments.comment'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('reply', 'reply'), ('follow', 'followed discussion'), ('pin', 'pinned'), ('pick', "editors' pick"), ('correction', 'correction')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('correction__isnull', False)), fields=('correction', 'recipient'), name='one_notice_a_correction'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('comment__isnull', False), ('correction__isnull', True), models.Q(('kind', 'correction'), _negated=True)), models.Q(('comment__isnull', True), ('correction__isnull', False), ('kind', 'correction')), _connector='OR'), name='notice_of_one_thing'),
        ),
    ]
