"""The expected "no" of this context, importable from `operations` as well."""

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class BatchUnknown(Refusal):
    code, says = "batch-unknown", _("That payment batch is not there.")


class ContentDiffers(Refusal):
    code, says = "content-differs", _("The file of batch {number} is not the one that was approved; nothing leaves.")


class PreparerCannotApprove(Refusal):
    code, says = "preparer-cannot-approve", _("Who prepared batch {number} cannot approve it: ask two others.")


class PaysBlockedShop(Refusal):
    code = "pays-blocked-shop"
    says = _("Batch {number} pays {shops}, which may be paid nothing now. Discard the batch: the next pays all others.")


class OwnAccountMissing(Refusal):
    code, says = "own-account-missing", _("The municipality has no bank account of its own to pay from.")


class OrderUnusable(Refusal):
    code, says = "order-unusable", _("No bank file can be made: {reason}")
