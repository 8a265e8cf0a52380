"""The accounts worth trying in the demo city, one a role, and what to look at as each."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from accounts.models import User
from seeds.city import DEMO_PASSWORD

HOME_CODE = "suzhou"
TWIN_CODE = "duizhao"

# Key of the login, role, what to look at.
_ROLES = (
    (
        "leader",
        "市委两新工委负责人",
        "审核专委会（党委）上报、审核下年度工作要点草稿、一条要点穿透到支部",
    ),
    ("clerk", "市委两新工委经办人", "起草工作要点清单、导出 Excel 和 Word、催办"),
    ("committee", "行业党建专委会负责人", "分解责任清单、看各工作站断点、出新版本后的确认情况"),
    ("station", "区域党建工作站站长", "一站服务三个行业、审核指导员上报、离岗期间由经办人代办"),
    ("officer", "党建指导员", "手机上签收和上报、答复异议与延期、分解到党组织和未建单位"),
    ("secretary", "党支部书记", "签收、上传佐证申请销号、补充被退回的事项、确认调整"),
    ("party", "行业党委负责人", "所隶属支部的党员名册、审批名册导出、办理发展党员的备案和审批"),
    ("district", "县（市、区）联络员", "只看本区、可以批注，不能改条线清单"),
    ("town", "镇（街道）联络员", "只看本街道、可以批注"),
    ("admin", "系统管理员", "维护组织和任职，看不到业务数据"),
    ("audit", "审计管理员", "查阅留痕，不能修改"),
)
_TWIN = ("leader", "对照市负责人", "同名同代码的另一座城市：两市互不可见")


@dataclass(frozen=True, slots=True)
class Login:
    """One line of the list of logins."""

    role: str
    name: str
    username: str
    password: str
    look_at: str

    def as_dict(self) -> dict[str, str]:
        """For programs."""
        return asdict(self)


def demo_logins() -> list[Login]:
    """The logins whose accounts exist and are open, in the order of the tiers."""
    wanted = [(f"{HOME_CODE}-{key}", role, hint) for key, role, hint in _ROLES]
    key, role, hint = _TWIN
    wanted.append((f"{TWIN_CODE}-{key}", role, hint))
    users = User.objects.filter(username__in=[name for name, _, _ in wanted], is_active=True)
    names = dict(users.values_list("username", "name"))
    return [
        Login(role, names[username], username, DEMO_PASSWORD, hint)
        for username, role, hint in wanted
        if username in names
    ]
