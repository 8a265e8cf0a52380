"""Contacts known by the form that wrote them down."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0005_names_of_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactrecord",
            name="once_key",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="表单编号"),
        ),
    ]
