"""Every code of a finding with one sentence for readers: what it says, and what a person may do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FINDING_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # reading
        "org_lacks": "The org lacks or hides an object or field; what needs it does not work.",
        "org_forbids_erasure": "The user lacks the permission that erasures need; grant it before the plan is applied.",
        "near_miss_header": "A column is not known but looks like a known one that is missing; rename or map it.",
        "deleted_rows": "The file holds records of the recycle bin; they were left out.",
        "no_rows": "The file has a header and no record; check the export.",
        "mixed_line_ends": "Rows of the file end in different ways; all were read, but find out what edited it.",
        "unused_file": "CSV files whose names are no known object were not read.",
        # values
        "created_after_plan": "The creation date lies after the moment of the plan; correct the date or `--as-of`.",
        "unclear_dnc_flag": "A Do-Not-Call flag of the data provider says neither Yes nor No; ask what is meant.",
        # Initial Source
        "missing_source": "The record has no Initial Source; find out its first touch.",
        "source_alias": "The Initial Source is a retired or variant spelling; it is told, since the field is locked.",
        "inactive_source": "The Initial Source is retired; it may stand on this record, but is given to no new one.",
        "inactive_source_on_new_record": "A new record was given a retired Initial Source; stop what creates it.",
        "deprecated_source": "The Initial Source is on its way out; choose another for new records.",
        "investor_without_name": "The Initial Source says Investor, but the Investor Name is empty; fill it.",
        "duplicate_check": "Bought through the portal; look for a duplicate that no rule merged by itself.",
        "duplicate_check_not_done": "Bought through the portal, but not compared; mend its quarantined value.",
        # duplicates
        "consent_not_given": "The export lacks a consent column, so merges cannot carry it over; export it as well.",
        "bizible_points_elsewhere": "A Bizible person names another contact than its lead became; look at both.",
        "bizible_second_person": "More than one Bizible person stands for one record; choose whose touchpoints hold.",
        # status
        "missing_status_on_hold": "The record has no status and is on legal hold, so it was left alone.",
        "raw_with_evidence": "The status is Raw, though there is evidence for Inquiry; look at the status.",
        "inquiry_without_evidence": "The status is Inquiry, though none of its evidence was found; look at the status.",
        "mql_below_score": "The status is MQL, though the person score is below the bar; look at score and status.",
        "score_without_mql": "The person score reaches the bar, though the status is before MQL; look at the status.",
        # test leads
        "test_lead_unread": "What would keep a test lead could not be read, so it was not deleted; mend that value.",
        "test_lead_converted": "A test lead that is converted is read-only; remove it with the contact it became.",
        "test_lead_on_hold": "A test lead is on legal hold, so it was not deleted; ask who holds it.",
        "test_lead_with_opportunity": "A test lead has an opportunity, so it was not deleted; look at both.",
        "test_contact": "A contact has the title of a test lead; contacts are never deleted for it, so look at it.",
        "suspect_name": "A name or company looks like a test; delete the record by hand if it is one.",
        "suspect_domain": "The e-mail domain is one of tests; delete the record by hand if it is one.",
        "suspect_mailbox": "The mailbox is one of tests; delete the record by hand if it is one.",
        "suspect_phone": "The phone number is one that nobody has; delete the record by hand if it is a test.",
        # opt-outs
        "opt_out_unknown_spelling": "The non-matched reason looks like an opt-out but is not OPT_OUT; correct it.",
        "opt_out_converted_lead": "An opted-out lead that is converted is not touched; look at its contact.",
        "opt_out_copy_in_converted_lead": "A converted lead holds data of a contact to be erased; remove it by hand.",
        # suppression list
        "returned_after_purge": "A person who was erased is back; stop what brings them, and judge the record anew.",
        "purged_email_on_older_record": "An older record holds the e-mail of somebody who was erased; look at it.",
        "dnc_number_returned": "A blanked number of the internal Do-Not-Call list is back; stop what brings it.",
        # undo
        "undo_conversion_stays": "A conversion cannot be undone; separate lead and contact by hand if it was wrong.",
        "undo_erasure_stays": "An erased person is not brought back, nor any record merged into them.",
        "undo_not_in_bin": "A merged or deleted record has left the recycle bin and cannot be brought back.",
        "undo_no_image": "There is no image of a record as it was: it expired, or its key was destroyed.",
        "undo_changed_since": "A field was changed after the run and left as it is; look whether it should go back.",
        "undo_record_gone": "A record is no longer there, so its fields cannot be restored.",
        "undo_consent_kept": "Consent came from a record that does not come back, so it stays withheld.",
        "undo_number_stays": "A number that must not be called stays blank; name its change with --only to restore it.",
        "undo_child_moved": "A child was moved or removed after the run, or its parent is fixed; it stays as it is.",
        # Do Not Call
        "dnc_unknown_number": "The number cannot be read and resembles a listed one; correct it or take it away.",
        "dnc_converted_lead": "A converted lead has a listed number; it is read-only, so mend it by hand.",
    }
)
"""Code -> sentence. A rule emits no other code."""
