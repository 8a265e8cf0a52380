"""Appeals against limits and 加减分 too; of those raised so far, what they are about in words."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat


def say_what_about(apps, schema_editor):
    """Every appeal raised so far is about a score: the code and name of its indicator."""
    scores = apps.get_model("inspections", "Score").objects.filter(pk=OuterRef("score_id"))
    name = Concat(F("indicator__code"), Value(" "), F("indicator__name"), output_field=CharField())
    appeals = apps.get_model("inspections", "Appeal").objects.filter(score__isnull=False)
    appeals.update(about=Subquery(scores.values_list(name)[:1]))


def refuse_losing(apps, schema_editor):
    """An appeal against a limit or 加减分 has no place in the tables of before."""
    count = apps.get_model("inspections", "Appeal").objects.filter(score__isnull=True).count()
    if count:
        raise IrreversibleError(
            f"{count} appeals are about limits or adjustments and would be lost"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0003_self_checked_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="about",
            field=models.CharField(default="", max_length=120, verbose_name="申诉事项"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="appeal",
            name="adjustment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="appeals",
                to="inspections.adjustment",
                verbose_name="加减分",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="limit_hit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="appeals",
                to="inspections.limithit",
                verbose_name="限制项认定",
            ),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="score",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appeals",
                to="inspections.score",
                verbose_name="指标得分",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=Q(("status", "raised")),
                fields=("limit_hit",),
                name="appeal_one_open_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=Q(("status", "raised")),
                fields=("adjustment",),
                name="appeal_one_open_adjustment",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("limit_hit__isnull", True), ("score__isnull", True)),
                    Q(("adjustment__isnull", True), ("score__isnull", True)),
                    Q(("adjustment__isnull", True), ("limit_hit__isnull", True)),
                    _connector="OR",
                ),
                name="appeal_about_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("status", "raised"), _negated=True),
                    ("score__isnull", False),
                    ("limit_hit__isnull", False),
                    ("adjustment__isnull", False),
                    _connector="OR",
                ),
                name="appeal_about_something",
            ),
        ),
        migrations.RunPython(say_what_about, refuse_losing),
    ]
