from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("workflow", "0007_keep_days"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "-created_at", "-id"], name="notice_by_moment"),
        ),
        migrations.RemoveIndex(model_name="notice", name="notice_inbox"),
    ]
