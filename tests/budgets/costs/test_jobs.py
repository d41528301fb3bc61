"""What a job really costs is taken from what was planned for it; wages are paid elsewhere."""

from decimal import Decimal

import pytest

from budgets.costs.operations import record_job_cost
from budgets.costs.queries import list_jobs
from budgets.costs.refusals import EntitlementUnknown, FundExhausted, NoJob, ReferenceUsed
from budgets.entitlements.operations import end
from budgets.exports.funds import get_funds
from budgets.funding.operations import Particulars, open_fund
from budgets.operation import reading
from budgets.schemes.operations import adopt_scheme
from ledger.amount import eur
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    SPRING,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    fill,
    open_scheme,
)
from tests.builders import LONG_AGO, TEST

JOB = "basisbaan"
PLANNED = 1_840_000
"""The planned cost of a job in a year, in cents."""


@pytest.fixture
def job(database):
    with a_town(BOUWDEPOT):
        open_scheme(JOB, euros="20000.00")
        [noor] = enter_people(1)
        [job] = award_to([noor], JOB)
        yield job
        assert balance("ENTITLED") == 0
        assert breaches() == []


def costs(job, amount, reference="2025-01"):
    return record_job_cost(reference=reference, entitlement_id=job, amount=eur(amount), actor=TEST, on=SPRING)


def stands():
    fund = next(each for each in get_funds()["funds"] if each["code"] == JOB)
    return fund["free"], fund["committed"], fund["spent"]


class TestCostOfAJob:
    def test_is_taken_from_what_was_planned(self, job):
        costs(job, "1500.00")

        assert stands() == (160_000, PLANNED - 150_000, 150_000)

    def test_said_twice_is_taken_once(self, job):
        costs(job, "1500.00")
        costs(job, "1500.00")

        assert stands()[2] == 150_000
        with pytest.raises(ReferenceUsed):
            costs(job, "1501.00")

    def test_above_the_plan_is_promised_by_the_fund_when_it_can(self, job):
        costs(job, "18400.00")

        costs(job, "1600.00", "2025-12")

        assert stands() == (0, 0, 2_000_000)

    def test_above_what_the_fund_has_is_refused(self, job):
        with pytest.raises(FundExhausted):
            costs(job, "20000.01")

        assert stands() == (160_000, PLANNED, 0)

    def test_below_the_plan_is_free_again_when_the_job_ends(self, job):
        costs(job, "1500.00")

        end(entitlement_id=job, actor=TEST, on=SPRING)

        assert stands() == (2_000_000 - 150_000, 0, 150_000)

    def test_stands_beside_what_was_planned(self, job):
        costs(job, "18400.00")
        costs(job, "100.00", "2025-12")

        [found] = reading(list_jobs)(JOB)

        assert (found.planned, found.real, found.committed) == (PLANNED, PLANNED + 10_000, 0)

    def test_is_of_jobs_only(self, job):
        [noor] = enter_people(1)
        [gift] = award_to([noor], BOUWDEPOT)

        with pytest.raises(NoJob):
            costs(gift, "1.00")
        with pytest.raises(EntitlementUnknown):
            costs(noor, "1.00")

    def test_above_the_plan_is_shared_by_the_funds_that_carry_the_job(self, database):
        with a_town():
            adopt_scheme(scheme_code=JOB, actor=TEST, on=LONG_AGO)
            for code, share in (("gemeente", "0.75"), ("corporatie", "0.25")):
                particulars = Particulars(share=Decimal(share))
                fund = open_fund(
                    code=code, name=code, scheme_code=JOB, actor=TEST, on=LONG_AGO, particulars=particulars
                )
                fill(fund.id, "20000.00")
            [noor] = enter_people(1)
            [shared] = award_to([noor], JOB)

            costs(shared, "18500.00")

            spent = {each["code"]: each["spent"] for each in get_funds()["funds"]}
            assert spent == {"gemeente": 1_387_500, "corporatie": 462_500}
            assert breaches() == []
