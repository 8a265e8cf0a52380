"""Talents and workers by pinyin; courses, hours, talents and their deeds known by their form."""

from django.db import migrations, models

from hierarchy.names import pinyin_key


def fill_name_keys(apps, schema_editor):
    for name in ("Talent", "Worker"):
        model = apps.get_model("people", name)
        for row in model.objects.only("pk", "name").iterator():
            model.objects.filter(pk=row.pk).update(name_key=pinyin_key(row.name)[:160])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_sent_once"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="once_key",
                field=models.UUIDField(
                    editable=False, null=True, unique=True, verbose_name="表单编号"
                ),
            )
            for model in ("course", "studyrecord", "talent", "talentdeed")
        ),
        *(
            migrations.AddField(
                model_name=model,
                name="name_key",
                field=models.CharField(
                    blank=True, editable=False, max_length=160, verbose_name="拼音"
                ),
            )
            for model in ("talent", "worker")
        ),
        migrations.RunPython(fill_name_keys, migrations.RunPython.noop),
    ]
