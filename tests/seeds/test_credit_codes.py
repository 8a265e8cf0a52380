"""Demo codes pass both checks and equal the published test vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from seeds.credit_codes import ORGANIZATION_PREFIX, SERIAL_MAX, credit_code


@pytest.mark.parametrize(
    ("kind", "district", "serial", "code"),
    [
        ("91", "320571", 1, "91320594MA0000015J"),
        ("52", "320500", 1, "52320500000000019P"),
        ("31", "320508", 1, "31320000MD00000163"),
        ("92", "320583", 2, "92320583MA0000023C"),
        ("51", "320500", 2, "51320500000000027M"),
    ],
)
def test_the_vectors_of_the_domain_facts(kind, district, serial, code):
    assert credit_code(kind=kind, district_code=district, serial=serial) == code


@given(kind=st.sampled_from(sorted(ORGANIZATION_PREFIX)), serial=st.integers(1, SERIAL_MAX))
def test_every_code_is_valid(kind, serial):
    assert uscc.is_valid(credit_code(kind=kind, district_code="320583", serial=serial))


def test_serials_of_a_city_give_distinct_codes():
    codes = {credit_code(kind="91", district_code="320508", serial=n) for n in range(1, 12_001)}

    assert len(codes) == 12_000


@pytest.mark.parametrize(
    ("kind", "district", "serial", "fault"),
    [
        ("99", "320508", 1, "登记类别“99”"),
        ("91", "32050", 1, "应为 6 位数字"),
        ("91", "３２０５０８", 1, "应为 6 位数字"),
        ("91", "320508", 0, "流水号 0"),
        ("91", "320508", SERIAL_MAX + 1, "流水号 100000"),
    ],
)
def test_nonsense_is_refused(kind, district, serial, fault):
    with pytest.raises(ValueError, match=fault):
        credit_code(kind=kind, district_code=district, serial=serial)
