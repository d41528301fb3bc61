-- A person is in one household at a time. An exclusion that compares ids asks btree_gist, which not every server has; ranges ask nothing,
-- so that an id is said as two ranges of one number: its first and its last 64 bits.
ALTER TABLE parties_household_member ADD CONSTRAINT one_household_at_a_time EXCLUDE USING gist (
    numrange(
        ('x' || left(replace(person_id::text, '-', ''), 16))::bit(64)::bigint,
        ('x' || left(replace(person_id::text, '-', ''), 16))::bit(64)::bigint, '[]') WITH &&,
    numrange(
        ('x' || right(replace(person_id::text, '-', ''), 16))::bit(64)::bigint,
        ('x' || right(replace(person_id::text, '-', ''), 16))::bit(64)::bigint, '[]') WITH &&,
    int4range(municipality_id, municipality_id, '[]') WITH &&,
    daterange(from_on, until_on) WITH &&
);
