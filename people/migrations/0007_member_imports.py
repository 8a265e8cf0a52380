"""Imports of members that can be taken back, and members known by the form that entered them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

IMPORT_FIELDS = [
    (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    ),
    ("imported_at", models.DateTimeField(verbose_name="导入时间")),
    ("rows", models.PositiveSmallIntegerField(verbose_name="导入党员（名）")),
    ("undone_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
    (
        "imported_by",
        models.ForeignKey(
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
            verbose_name="导入人",
        ),
    ),
    (
        "organization",
        models.ForeignKey(
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="hierarchy.organization",
            verbose_name="党支部",
        ),
    ),
    (
        "tenant",
        models.ForeignKey(
            on_delete=django.db.models.deletion.PROTECT,
            to="hierarchy.tenant",
            verbose_name="城市",
        ),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_sorted_and_sent_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MemberImport",
            fields=IMPORT_FIELDS,
            options={
                "verbose_name": "党员导入记录",
                "verbose_name_plural": "党员导入记录",
                "indexes": [
                    models.Index(
                        fields=["organization", "-imported_at"], name="member_import_of_branch"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="entered_by_import",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="people.memberimport",
                verbose_name="所属导入",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="once_key",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="表单编号"),
        ),
    ]
