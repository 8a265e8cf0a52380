"""Projects and expenses known by the form that entered them; expenses searched by an index."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_regulations"),
        ("workflow", "0007_keep_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="expense",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="project",
            name="update_update",
        ),
        migrations.AddField(
            model_name="expense",
            name="once_key",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="表单编号"),
        ),
        migrations.AddField(
            model_name="expense",
            name="search_text",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Upper(
                    django.db.models.functions.text.Concat(
                        "number", models.Value("\n"), "purpose", models.Value("\n"), "payee"
                    )
                ),
                output_field=models.TextField(),
                verbose_name="检索文字",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="once_key",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="表单编号"),
        ),
        migrations.AddIndex(
            model_name="expense",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="expense_of_words", opclasses=["gin_trgm_ops"]
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expense",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."contract" IS DISTINCT FROM (NEW."contract") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."entered_by_id" IS DISTINCT FROM (NEW."entered_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invoice_number" IS DISTINCT FROM (NEW."invoice_number") OR OLD."meeting" IS DISTINCT FROM (NEW."meeting") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."paid_by_id" IS DISTINCT FROM (NEW."paid_by_id") OR OLD."paid_on" IS DISTINCT FROM (NEW."paid_on") OR OLD."payee" IS DISTINCT FROM (NEW."payee") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."receipt_number" IS DISTINCT FROM (NEW."receipt_number") OR OLD."refunded" IS DISTINCT FROM (NEW."refunded") OR OLD."signers" IS DISTINCT FROM (NEW."signers") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."step" IS DISTINCT FROM (NEW."step") OR OLD."submitted_on" IS DISTINCT FROM (NEW."submitted_on") OR OLD."voucher_id" IS DISTINCT FROM (NEW."voucher_id"))',
                    func='INSERT INTO "projects_expenseevent" ("amount", "category_id", "contract", "entered_at", "entered_by_id", "id", "invoice_number", "meeting", "number", "paid_by_id", "paid_on", "payee", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "purpose", "receipt_number", "refunded", "signers", "source_id", "status", "step", "submitted_on", "voucher_id") VALUES (NEW."amount", NEW."category_id", NEW."contract", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."invoice_number", NEW."meeting", NEW."number", NEW."paid_by_id", NEW."paid_on", NEW."payee", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."purpose", NEW."receipt_number", NEW."refunded", NEW."signers", NEW."source_id", NEW."status", NEW."step", NEW."submitted_on", NEW."voucher_id"); RETURN NULL;',
                    hash="e5934447b709245a43aa13fe7db0218ba64d1d63",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_20316",
                    table="projects_expense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."accepted_on" IS DISTINCT FROM (NEW."accepted_on") OR OLD."adopted_from_id" IS DISTINCT FROM (NEW."adopted_from_id") OR OLD."applicant_id" IS DISTINCT FROM (NEW."applicant_id") OR OLD."approval_number" IS DISTINCT FROM (NEW."approval_number") OR OLD."approved_on" IS DISTINCT FROM (NEW."approved_on") OR OLD."archived_on" IS DISTINCT FROM (NEW."archived_on") OR OLD."background" IS DISTINCT FROM (NEW."background") OR OLD."book_signed_as" IS DISTINCT FROM (NEW."book_signed_as") OR OLD."book_signed_on" IS DISTINCT FROM (NEW."book_signed_on") OR OLD."book_terms" IS DISTINCT FROM (NEW."book_terms") OR OLD."brand_number" IS DISTINCT FROM (NEW."brand_number") OR OLD."brand_on" IS DISTINCT FROM (NEW."brand_on") OR OLD."brand_reason" IS DISTINCT FROM (NEW."brand_reason") OR OLD."brand_until" IS DISTINCT FROM (NEW."brand_until") OR OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."closing_report" IS DISTINCT FROM (NEW."closing_report") OR OLD."correct_by" IS DISTINCT FROM (NEW."correct_by") OR OLD."countersigned_as" IS DISTINCT FROM (NEW."countersigned_as") OR OLD."countersigned_on" IS DISTINCT FROM (NEW."countersigned_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."extended_from" IS DISTINCT FROM (NEW."extended_from") OR OLD."goals" IS DISTINCT FROM (NEW."goals") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lead_id" IS DISTINCT FROM (NEW."lead_id") OR OLD."measures" IS DISTINCT FROM (NEW."measures") OR OLD."more_reason" IS DISTINCT FROM (NEW."more_reason") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."notice_from" IS DISTINCT FROM (NEW."notice_from") OR OLD."notice_to" IS DISTINCT FROM (NEW."notice_to") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."outcomes" IS DISTINCT FROM (NEW."outcomes") OR OLD."settled_on" IS DISTINCT FROM (NEW."settled_on") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."submitted_on" IS DISTINCT FROM (NEW."submitted_on") OR OLD."tenant_id" IS DISTINCT FROM (NEW."tenant_id") OR OLD."year" IS DISTINCT FROM (NEW."year"))',
                    func='INSERT INTO "projects_projectevent" ("accepted_on", "adopted_from_id", "applicant_id", "approval_number", "approved_on", "archived_on", "background", "book_signed_as", "book_signed_on", "book_terms", "brand_number", "brand_on", "brand_reason", "brand_until", "category_id", "closing_report", "correct_by", "countersigned_as", "countersigned_on", "created_at", "created_by_id", "ends_on", "extended_from", "goals", "id", "lead_id", "measures", "more_reason", "name", "notice_from", "notice_to", "number", "outcomes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_on", "starts_on", "status", "submitted_on", "tenant_id", "year") VALUES (NEW."accepted_on", NEW."adopted_from_id", NEW."applicant_id", NEW."approval_number", NEW."approved_on", NEW."archived_on", NEW."background", NEW."book_signed_as", NEW."book_signed_on", NEW."book_terms", NEW."brand_number", NEW."brand_on", NEW."brand_reason", NEW."brand_until", NEW."category_id", NEW."closing_report", NEW."correct_by", NEW."countersigned_as", NEW."countersigned_on", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."extended_from", NEW."goals", NEW."id", NEW."lead_id", NEW."measures", NEW."more_reason", NEW."name", NEW."notice_from", NEW."notice_to", NEW."number", NEW."outcomes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."settled_on", NEW."starts_on", NEW."status", NEW."submitted_on", NEW."tenant_id", NEW."year"); RETURN NULL;',
                    hash="a816b48f0b610334a4f3b5d70e4b7cf02384f228",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_804c3",
                    table="projects_project",
                    when="AFTER",
                ),
            ),
        ),
    ]
