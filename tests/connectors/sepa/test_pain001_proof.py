from dataclasses import replace

import pytest

from connectors.sepa.pain001 import write
from connectors.sepa.pain001_proof import FileDiffers, prove
from tests.connectors.orders import OMER, ORDER, ZOE, order_with


class TestProve:
    def test_is_silent_about_a_true_file(self):
        prove(write(ORDER), ORDER)

    @pytest.mark.parametrize(
        ("true", "false", "what"),
        [
            (b">359.99</InstdAmt>", b">359.98</InstdAmt>", "transfers of the file"),
            (b"BB-2026Q1-0002", b"BB-2026Q1-0003", "lines"),
            (b"NL44RABO0123456789", b"Rabobank", "schema"),
            (b"NL44RABO0123456789", b"NL91ABNA0417164300", "paying account"),
            (b"NL86INGB0002445588", b"NL91ABNA0417164300", "lines"),
            (b"<PmtMtd>TRF</PmtMtd>", b"", "schema"),
        ],
    )
    def test_finds_a_file_that_says_something_else(self, true, false, what):
        document = write(ORDER)
        assert true in document

        with pytest.raises(FileDiffers, match=what):
            prove(document.replace(true, false), ORDER)

    @pytest.mark.parametrize(
        ("true", "false"),
        [
            (b"<CtrlSum>759.99</CtrlSum>", b"<CtrlSum>759.98</CtrlSum>"),
            (b"<NbOfTxs>2</NbOfTxs>", b"<NbOfTxs>3</NbOfTxs>"),
        ],
    )
    def test_finds_a_wrong_total_of_the_message_and_of_the_batch(self, true, false):
        message, batch, rest = write(ORDER).split(true)

        with pytest.raises(FileDiffers, match="totals of the message"):
            prove(message + false + batch + true + rest, ORDER)
        with pytest.raises(FileDiffers, match="totals of the batch"):
            prove(message + true + batch + false + rest, ORDER)

    def test_finds_a_line_too_few_and_lines_that_changed_places(self):
        document = write(ORDER)

        with pytest.raises(FileDiffers):
            prove(document, order_with(transfers=(ZOE,)))
        with pytest.raises(FileDiffers):
            prove(document, order_with(transfers=(OMER, ZOE)))

    def test_finds_amounts_that_were_exchanged(self):
        exchanged = (
            replace(ZOE, amount_minor=OMER.amount_minor),
            replace(OMER, amount_minor=ZOE.amount_minor),
        )

        with pytest.raises(FileDiffers, match="lines"):
            prove(write(ORDER), order_with(transfers=exchanged))
