"""A browser and its system in words, from what it says of itself."""

from django import template

register = template.Library()

# The first that is found counts: nearly every browser also calls itself Chrome and Safari.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Lark", "飞书"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("QihooBrowser", "360 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """`{{ session.user_agent|browser }}` → `Chrome 浏览器，Windows`."""
    found = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return "，".join(filter(None, found)) or "未知浏览器"


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((words for mark, words in known if mark in user_agent), "")
