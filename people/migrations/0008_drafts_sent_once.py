"""Recruitments known by their form and by who drafted them; who claimed points may be unknown."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_member_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="recruitment",
            name="drafted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="拟定人",
            ),
        ),
        migrations.AddField(
            model_name="recruitment",
            name="once_key",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="表单编号"),
        ),
        migrations.AlterField(
            model_name="pointsentry",
            name="claimed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申报人",
            ),
        ),
    ]
