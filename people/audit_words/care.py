"""What the trail calls the acts and facts of the part care."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "stay.register": "登记流动党员",
    "stay.edit": "修改流动登记",
    "stay.confirm": "确认接收流动党员",
    "stay.decline": "退回流动登记",
    "stay.contact": "登记流动党员联系情况",
    "stay.end": "结束流动",
    "dues.make": "生成当月党费",
    "dues.recompute": "更新应交党费",
    "dues.pay": "登记党费交纳",
    "dues.excuse": "登记未交党费的正当理由",
    "dues.undo": "撤销党费登记",
    "dues.open": "查看党费数额",
    "duesrate.set": "登记党费标准",
    "warning.refresh": "核对党员提醒",
    "warning.settle": "了结党员提醒",
    "care.erase": "清除已离开党员的提醒和联系内容",
}
FIELDS: dict[str, str] = {
    "dues_month": "党费月份",
    "dues_paid_on": "交纳日期",
    "dues_bands": "各档标准",
    "members_counted": "涉及党员（名）",
    "warnings_raised": "新增提醒（条）",
    "warnings_graver": "加重提醒（条）",
    "warnings_gone": "自动了结提醒（条）",
    "warnings_erased": "清除提醒（条）",
    "contacts_erased": "清除联系内容（条）",
}
