"""What a till does not wait for: work that has the rows a purchase refers to, and wants the accounts that it has."""

from contextvars import copy_context
from threading import Thread

import pytest
from django.db import connection

from budgets.entitlements.holding import hold_entitlements
from budgets.operation import municipal_transaction
from tests.budgets.entitlements.town import breaches, rows
from tests.budgets.passes.town import TODAY
from tests.budgets.redemptions.town import a_shopping_street, meedoen, pay, till_of

pytestmark = pytest.mark.usefixtures("database")
AT_ONCE_S = 20  # Without the answer it is a lock that is waited for: that is given up after two.


def test_a_till_does_not_wait_for_a_run_that_is_about_to_ask_for_the_accounts():
    with a_shopping_street() as noor:
        till, card = till_of(), meedoen(noor)
        [(carried,)] = rows("SELECT id FROM entitlements_entitlement")
        answers = []

        def buy():
            try:
                answers.append(pay(till, card.code, 8_00))
            finally:
                connection.close()

        with municipal_transaction():
            hold_entitlements([carried], on=TODAY)
            beside = Thread(target=copy_context().run, args=(buy,))
            beside.start()
            beside.join(AT_ONCE_S)
            answered = [answer.given().amount for answer in answers]
        beside.join()

        assert answered == [8_00]
        assert rows("SELECT count(*) FROM redemptions_redemption") == [(1,)]
        assert breaches() == []
