"""The money of one demo project: tranches from asking to paying, expenses to the receipt."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import F

from hierarchy.actors import Actor
from hierarchy.terms import Role
from projects.actions.expenses import endorse_expense, enter_expense, submit_expense
from projects.actions.spending import hand_back, pay_expense, refund_expense, reverse_expense
from projects.actions.tranches import approve_tranche, pay_tranche, request_tranche
from projects.models import Expense
from projects.terms import AccountKind, Catalogue, Signer
from seeds.project_course import ProjectCourse

CENT = Decimal("0.01")
# By phase of the work: source, category and the most that is spent. No phase is beyond what the
# tranches paid by then hold, 50, 80 and 100 per cent of each source.
SPENDING = (
    (
        ("city", "training", 4_480),
        ("city", "print", 3_860),
        ("department", "rent", 2_400),
        ("dues", "media", 1_980),
        ("city", "materials", 3_150),
        ("city", "training", 6_800),
    ),
    (("city", "training", 7_900), ("city", "print", 5_200), ("department", "rent", 1_800)),
    (("city", "materials", 3_600), ("dues", "media", 2_400)),
)
_MEETING = "专委会（党委）会议研究同意（示例）"


class ProjectMoney(ProjectCourse):
    """What a project does with its money; each method is one step on one day."""

    def pay_out(self, number: int, day: dt.date) -> None:
        """The tranches of a number, of every source: asked for, agreed to and paid on a day."""
        cast = self.cast
        for tranche in self.made.tranches.filter(number=number).order_by("pk"):
            asked = request_tranche(
                tranche=tranche,
                words="按进度申请拨付（示例）。",
                actor=cast.clerk(self.body, day, 9),
            )
            agreed = approve_tranche(tranche=asked, actor=cast.leader(cast.root, day, 14))
            pay_tranche(
                tranche=agreed,
                payment_number=f"示例拨{day.year}{tranche.pk:05d}",
                paid_on=day,
                actor=cast.clerk(cast.root, day, 16),
            )

    def spend(self, phase: int, place: int, day: dt.date, *, steps: int = 9) -> Expense:
        """One expense of the plan, taken so many steps: agreed to by all and paid by default."""
        source, category, most = SPENDING[phase][place]
        part = Decimal(str(self.cast.chance.uniform(0.86, 0.99)))
        amount = (Decimal(most) * part).quantize(CENT, ROUND_HALF_UP)
        texts = self.cast.texts["spendings"]
        purpose, payee = next((row[1], row[2]) for row in texts if row[0] == category)
        clerk = self.cast.clerk(self.body, day, 9)
        expense = enter_expense(
            project=self.made,
            source=self.cast.sources[source],
            category=self.cast.entry(Catalogue.EXPENSE_CATEGORY, category),
            amount=amount,
            purpose=purpose,
            payee=payee,
            meeting=_MEETING if amount > 5000 or source == "dues" else "",
            attachments=self.cast.files[self.body.pk][:1],
            actor=clerk,
        )
        expense = submit_expense(expense=expense, actor=clerk)
        for _ in range(min(steps, len(expense.signers))):
            signer = self._signer(expense.next_signer, day)
            expense = endorse_expense(
                expense=expense, agreed=True, opinion="同意（示例）", actor=signer
            )
        if steps > len(expense.signers):
            expense = self._pay(expense, day)
        return expense

    def turn_down(self, phase: int, place: int, day: dt.date) -> None:
        """An expense that its first signer sends back."""
        expense = self.spend(phase, place, day, steps=0)
        endorse_expense(
            expense=expense,
            agreed=False,
            opinion="请补充测算明细（示例）",
            actor=self._signer(expense.next_signer, day),
        )

    def mend(self, day: dt.date) -> None:
        """One expense named the wrong payee and is reversed; of another a part came back."""
        paid = self.made.expenses.filter(voucher__isnull=False).order_by("pk")
        wrong, part = paid[0], paid[1]
        clerk = self.cast.clerk(self.body, day, 11)
        reverse_expense(expense=wrong, reason="收款单位登记有误，重新办理（示例）", actor=clerk)
        refund_expense(
            expense=part,
            amount=Decimal("120.50"),
            words="实际数量少于预订（示例）",
            paper_number=f"示例退{day.year}{part.pk:05d}",
            actor=clerk,
        )

    def give_back(self, day: dt.date) -> None:
        """What is left of each source goes back to the city."""
        held = self.made.accounts.filter(kind=AccountKind.HELD, balance__gt=0)
        for account in held.select_related("source").order_by(F("source_id")):
            hand_back(
                project=self.made,
                source=account.source,
                amount=account.balance,
                paper_number=f"示例缴{day.year}{account.pk:05d}",
                actor=self.cast.clerk(self.body, day, 15),
            )

    def _pay(self, expense: Expense, day: dt.date) -> Expense:
        number = expense.pk % 100_000_000
        return pay_expense(
            expense=expense,
            invoice_number=f"{number:08d}",
            receipt_number=f"示例付{day.year}{number:06d}",
            paid_on=day,
            attachments=self.cast.files[self.body.pk][1:2],
            actor=self.cast.clerk(self.body, day, 17),
        )

    def _signer(self, signer: str, day: dt.date) -> Actor:
        """Whose turn it is."""
        cast = self.cast
        if signer == Signer.PROJECT_LEAD:
            return cast.actor(self.made.lead, day, 11)
        if signer == Signer.CITY_LEADER:
            return cast.leader(cast.root, day, 15)
        return cast.actor(cast.user(self.body, Role.LEADER), day, 14)
