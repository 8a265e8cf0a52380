"""Lights (灯色): colour, shape and word together, so that black-and-white print reads the same."""

from typing import NamedTuple

from django import template

register = template.Library()


class Light(NamedTuple):
    """How one light is drawn: the shape and the word carry the meaning, the colour only helps."""

    colour: str
    shape: str
    word: str


LIGHTS = {
    light.colour: light
    for light in (
        Light("green", "●", "正常"),
        Light("yellow", "▲", "临期"),
        Light("red", "■", "逾期"),
        Light("blue", "✓", "销号"),
        Light("grey", "‖", "中止"),
    )
}


@register.inclusion_tag("components/light.html")
def light(colour: str, word: str = "") -> dict[str, Light]:
    """Draw the light of that colour; `word` replaces the usual word (「逾期 3 天」)."""
    found = LIGHTS.get(str(colour))
    if found is None:
        known = ", ".join(LIGHTS)
        raise template.TemplateSyntaxError(f"Unknown light {colour!r}; known lights: {known}.")
    return {"light": found._replace(word=word) if word else found}
