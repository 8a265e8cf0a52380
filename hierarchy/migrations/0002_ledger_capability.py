"""Give those who keep the ledger of units their right, on nodes and in regions."""

from django.db import migrations

from hierarchy.terms import Role

KEEPERS = (Role.LEADER, Role.CLERK, Role.OFFICER, Role.SECRETARY, Role.READER)
CODENAME, NAME = "keep_ledger", "维护台账"
PERMISSIONS = [
    ("view_work", "查看清单与任务"),
    ("draft_checklist", "起草清单"),
    ("issue_checklist", "签发下发清单"),
    ("handle_assignment", "签收与上报"),
    ("review_assignment", "审核销号"),
    ("comment_assignment", "批注"),
    ("manage_organizations", "维护组织"),
    ("manage_appointments", "管理任职"),
    ("read_audit", "查阅留痕"),
    (CODENAME, NAME),
]
REGION_PERMISSIONS = [
    ("view_organization", "查看组织"),
    ("view_work", "查看清单与任务"),
    ("comment_assignment", "批注"),
    (CODENAME, NAME),
]


def give(apps, schema_editor):
    """Every live grant of a keeper's appointment is joined by one more."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for target, grants in (("organization", "OrganizationGrant"), ("region", "RegionGrant")):
        content_type, _ = ContentType.objects.get_or_create(app_label="hierarchy", model=target)
        permission, _ = Permission.objects.get_or_create(
            content_type=content_type, codename=CODENAME, defaults={"name": NAME}
        )
        Grant = apps.get_model("hierarchy", grants)
        held = (
            Grant.objects.filter(appointment__position__role__in=KEEPERS)
            .order_by()
            .values_list("user_id", "appointment_id", "content_object_id")
            .distinct()
        )
        Grant.objects.bulk_create(
            [
                Grant(
                    user_id=user,
                    appointment_id=appointment,
                    content_object_id=place,
                    permission=permission,
                )
                for user, appointment, place in held
            ],
            batch_size=2000,
            ignore_conflicts=True,
        )


def take(apps, schema_editor):
    """Take these grants back."""
    for grants in ("OrganizationGrant", "RegionGrant"):
        apps.get_model("hierarchy", grants).objects.filter(permission__codename=CODENAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("hierarchy", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="organization",
            options={
                "base_manager_name": "objects",
                "permissions": PERMISSIONS,
                "verbose_name": "组织",
                "verbose_name_plural": "组织",
            },
        ),
        migrations.AlterModelOptions(
            name="region",
            options={
                "permissions": REGION_PERMISSIONS,
                "verbose_name": "区域",
                "verbose_name_plural": "区域",
            },
        ),
        migrations.RunPython(give, take),
    ]
