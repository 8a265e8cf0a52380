"""Records known by the form that entered them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routines", "0002_records_of_rounds"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="record",
            name="update_update",
        ),
        migrations.AddField(
            model_name="record",
            name="once_key",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="表单编号"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="record",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."absences" IS DISTINCT FROM (NEW."absences") OR OLD."also" IS DISTINCT FROM (NEW."also") OR OLD."chair" IS DISTINCT FROM (NEW."chair") OR OLD."decisions" IS DISTINCT FROM (NEW."decisions") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."entered_as" IS DISTINCT FROM (NEW."entered_as") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."entered_by_id" IS DISTINCT FROM (NEW."entered_by_id") OR OLD."expected_count" IS DISTINCT FROM (NEW."expected_count") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."happened_on" IS DISTINCT FROM (NEW."happened_on") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."marks" IS DISTINCT FROM (NEW."marks") OR OLD."minutes" IS DISTINCT FROM (NEW."minutes") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."present_count" IS DISTINCT FROM (NEW."present_count") OR OLD."recorder" IS DISTINCT FROM (NEW."recorder") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."speaker" IS DISTINCT FROM (NEW."speaker") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."tenant_id" IS DISTINCT FROM (NEW."tenant_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."topics" IS DISTINCT FROM (NEW."topics") OR OLD."withdrawn_reason" IS DISTINCT FROM (NEW."withdrawn_reason"))',
                    func='INSERT INTO "routines_recordevent" ("absences", "also", "chair", "decisions", "ends_at", "entered_as", "entered_at", "entered_by_id", "expected_count", "external_id", "group_id", "happened_on", "hours", "id", "kind", "marks", "minutes", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "present_count", "recorder", "source", "speaker", "starts_at", "status", "tenant_id", "title", "topics", "withdrawn_reason") VALUES (NEW."absences", NEW."also", NEW."chair", NEW."decisions", NEW."ends_at", NEW."entered_as", NEW."entered_at", NEW."entered_by_id", NEW."expected_count", NEW."external_id", NEW."group_id", NEW."happened_on", NEW."hours", NEW."id", NEW."kind", NEW."marks", NEW."minutes", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."present_count", NEW."recorder", NEW."source", NEW."speaker", NEW."starts_at", NEW."status", NEW."tenant_id", NEW."title", NEW."topics", NEW."withdrawn_reason"); RETURN NULL;',
                    hash="c47de596a3b9164323a009ddc8f2c69d00b8e05f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ea2d9",
                    table="routines_record",
                    when="AFTER",
                ),
            ),
        ),
    ]
