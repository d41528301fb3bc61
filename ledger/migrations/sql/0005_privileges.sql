-- The application's role owns nothing: it may read its own municipality's rows and ask the functions to book.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_book, ledger_book_all, ledger_reverse, ledger_find_accounts, ledger_open_account, ledger_open_accounts, ledger_lock_accounts, ledger_new_id, ledger_open_book TO grondslag_app;
GRANT SELECT ON django_migrations, ledger_municipality, ledger_unit, ledger_class, ledger_flow, ledger_account, ledger_balance, ledger_entry, ledger_posting, ledger_outbox TO grondslag_app;
