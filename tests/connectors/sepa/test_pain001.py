import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from connectors.contract import CreditTransfer, Debtor, PaymentOrder, Rail
from connectors.sepa import pain001
from connectors.sepa.pain001 import NAMESPACE, OrderRefused, problems, write
from connectors.sepa.pain001_proof import FileDiffers, prove
from tests.connectors.facts import file_of_others
from tests.connectors.orders import OMER, ORDER, VOORBEELDSTAD, ZOE, order_of, order_with

SAMPLE = "iso20022/samples/pain001_corpus_nl/nl.sepa.sct-supplier.pain.001.001.09.xml"


def leaves(document: bytes, leave_out: set[str] = frozenset()) -> dict[str, str]:
    """Give path and text of every element that has text, numbered where a path comes more often."""
    root = etree.fromstring(document, etree.XMLParser(remove_blank_text=True))
    tree = root.getroottree()
    found = {}
    for element in root.iter(etree.Element):
        path = tree.getelementpath(element).replace(f"{{{NAMESPACE}}}", "")
        if len(element) == 0 and not leave_out & set(path.split("/")):
            found[path] = element.text
    return found


class TestWrite:
    def test_says_what_was_ordered_and_nothing_else(self):
        transfer = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"

        assert leaves(write(ORDER)) == {
            "CstmrCdtTrfInitn/GrpHdr/MsgId": "VBS-20260401-1",
            "CstmrCdtTrfInitn/GrpHdr/CreDtTm": "2026-04-01T09:30:00",
            "CstmrCdtTrfInitn/GrpHdr/NbOfTxs": "2",
            "CstmrCdtTrfInitn/GrpHdr/CtrlSum": "759.99",
            "CstmrCdtTrfInitn/GrpHdr/InitgPty/Nm": "Gemeente Voorbeeldstad",
            "CstmrCdtTrfInitn/PmtInf/PmtInfId": "VBS-20260401-1-A",
            "CstmrCdtTrfInitn/PmtInf/PmtMtd": "TRF",
            "CstmrCdtTrfInitn/PmtInf/BtchBookg": "true",
            "CstmrCdtTrfInitn/PmtInf/NbOfTxs": "2",
            "CstmrCdtTrfInitn/PmtInf/CtrlSum": "759.99",
            "CstmrCdtTrfInitn/PmtInf/PmtTpInf/SvcLvl/Cd": "SEPA",
            "CstmrCdtTrfInitn/PmtInf/ReqdExctnDt/Dt": "2026-04-01",
            "CstmrCdtTrfInitn/PmtInf/Dbtr/Nm": "Gemeente Voorbeeldstad",
            "CstmrCdtTrfInitn/PmtInf/DbtrAcct/Id/IBAN": "NL44RABO0123456789",
            "CstmrCdtTrfInitn/PmtInf/DbtrAgt/FinInstnId/BICFI": "RABONL2U",
            "CstmrCdtTrfInitn/PmtInf/ChrgBr": "SLEV",
            f"{transfer}[1]/PmtId/EndToEndId": "BB-2026Q1-0001",
            f"{transfer}[1]/Amt/InstdAmt": "400.00",
            f"{transfer}[1]/Cdtr/Nm": "Zoe van 't Hart",
            f"{transfer}[1]/CdtrAcct/Id/IBAN": "NL91ABNA0417164300",
            f"{transfer}[1]/RmtInf/Ustrd": "Aanvulling 1e kwartaal",
            f"{transfer}[2]/PmtId/EndToEndId": "BB-2026Q1-0002",
            f"{transfer}[2]/Amt/InstdAmt": "359.99",
            f"{transfer}[2]/Cdtr/Nm": "Omer Yildiz",
            f"{transfer}[2]/CdtrAcct/Id/IBAN": "NL86INGB0002445588",
            f"{transfer}[2]/RmtInf/Ustrd": "Aanvulling 1e kwartaal",
        }

    def test_says_that_the_bank_is_not_provided_instead_of_leaving_it_empty(self):
        document = write(order_with(debtor=replace(VOORBEELDSTAD, bic=None)))

        path = "CstmrCdtTrfInitn/PmtInf/DbtrAgt/FinInstnId/Othr/Id"
        assert leaves(document)[path] == "NOTPROVIDED"

    def test_is_utf8_and_says_so(self):
        document = write(ORDER)

        assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
        assert document.decode("utf-8")

    def test_refuses_with_all_problems(self):
        with pytest.raises(OrderRefused) as refused:
            write(order_of(amount_minor=0, creditor_name="Ж"))

        assert refused.value.problems == tuple(problems(order_of(amount_minor=0, creditor_name="Ж")))
        assert refused.value.code == "amount-out-of-range"

    def test_lets_no_file_out_in_which_the_library_wrote_another_amount(self, monkeypatch):
        monkeypatch.setattr("sepaxml.transfer.int_to_decimal_str", lambda cents: f"{cents // 100}.00")

        with pytest.raises(FileDiffers):
            write(ORDER)

    def test_writes_a_name_of_full_length_whole(self):
        name = "Stichting " + "Vrijwilligers " * 4 + "Oost"

        document = write(order_of(creditor_name=name))

        assert len(name) == 70
        assert name.encode() in document


class TestSameBytes:
    def test_for_the_same_order(self):
        assert write(ORDER) == write(ORDER)

    def test_for_the_same_moment_in_another_zone(self):
        in_tokyo = order_with(created_at=ORDER.created_at.astimezone(ZoneInfo("Asia/Tokyo")))

        assert in_tokyo == ORDER
        assert write(in_tokyo) == write(ORDER)

    def test_in_another_process_with_another_hash_seed(self):
        code = (
            "import sys; from connectors.sepa.pain001 import write; from tests.connectors.orders import ORDER;"
            "sys.stdout.buffer.write(write(ORDER))"
        )
        runs = [
            subprocess.run(
                [sys.executable, "-c", code],
                env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "TZ": zone},
                capture_output=True,
                check=True,
            ).stdout
            for seed, zone in (("1", "UTC"), ("2", "America/New_York"))
        ]

        assert runs == [write(ORDER), write(ORDER)]

    def test_differ_when_one_cent_differs(self):
        dearer = order_with(transfers=(replace(ZOE, amount_minor=40_001), OMER))

        assert write(dearer) != write(ORDER)


class TestRail:
    def test_is_what_this_module_offers(self):
        rail: Rail = pain001

        assert rail.problems(ORDER) == []


class TestAgainstFilesOfOthers:
    def test_is_valid_by_the_schema_of_iso(self):
        schema = etree.XMLSchema(etree.parse(file_of_others("iso20022/xsd/pain.001.001.09.xsd")))

        for order in (ORDER, order_with(debtor=replace(VOORBEELDSTAD, bic=None))):
            schema.assertValid(etree.fromstring(write(order)))

    def test_says_the_same_as_a_dutch_sample_field_by_field(self):
        sample = file_of_others(SAMPLE).read_bytes()
        order = PaymentOrder(
            message_id="MTB-SCT-20260921",
            payment_id="SCT-20260921-NL-01",
            created_at=datetime(2026, 9, 21, 10, tzinfo=ZoneInfo("Europe/Amsterdam")),
            execution_on=datetime(2026, 9, 22, tzinfo=ZoneInfo("Europe/Amsterdam")).date(),
            debtor=Debtor(name="Molen Techniek BV", iban="NL58HDNL0657267333", bic="VXOONL70"),
            transfers=(
                CreditTransfer(
                    end_to_end_id="MTB-2026-0921-01",
                    amount_minor=76_430,
                    creditor_name="Staalhandel Zuid",
                    creditor_iban="NL93JFZI0849932270",
                    remittance="1234567890123456",
                ),
            ),
        )

        # Ours has no addresses, leaves the bank of the payee to the payer's bank, has free remittance text, and asks
        # one debit for the whole batch.
        chosen_otherwise = {"PstlAdr", "CdtrAgt", "RmtInf", "BtchBookg"}
        assert leaves(write(order), chosen_otherwise) == leaves(sample, chosen_otherwise)


PLAIN = st.text(alphabet="abcXYZ019 é'ß-/?:().,+", min_size=1, max_size=35).filter(lambda text: text.strip())
AMOUNTS = st.integers(min_value=1, max_value=99_999_999_999)


@given(st.lists(st.tuples(AMOUNTS, PLAIN, PLAIN), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_every_order_without_problems_becomes_a_file_that_adds_up(lines):
    transfers = tuple(
        replace(ZOE, end_to_end_id=f"E{number}", amount_minor=amount, creditor_name=name, remittance=text)
        for number, (amount, name, text) in enumerate(lines)
    )
    order = order_with(transfers=transfers)

    document = write(order)

    prove(document, order)
    amounts = etree.fromstring(document).iterfind(f".//{{{NAMESPACE}}}InstdAmt")
    assert sum(Decimal(amount.text) for amount in amounts) * 100 == order.total_minor


@given(st.builds(lambda **changes: order_of(**changes), creditor_name=st.text(), remittance=st.text(max_size=200)))
@settings(max_examples=200, deadline=None)
def test_any_text_is_written_whole_or_refused_by_name(order):
    found = problems(order)

    if found:
        assert {problem.column for problem in found} <= {"creditor_name", "remittance"}
    else:
        prove(write(order), order)
