-- What `scan_entitlements` does for 个人技能提升补贴, as one statement written by hand for PostgreSQL.
--
-- Parameters: on, month (of on), posted (the last posted month), run, made_at, version. Prepared outside the clock, so
-- that the statement has only to join: bench_terms (a row for each period of the terms, as columns), bench_code (code →
-- canonical, known), bench_edition (days, label, status), bench_urgent (label, canonical).
--
-- What was weighed: each large table is read once, by a sequential scan; months are joined by one window pass, with the
-- paid ones filtered in the same pass; the lists and the JSON are built only for the rows that are written.
WITH certificate AS (
    SELECT c.entry, c.person_id, k.canonical, k.known AS code_known, c.level, c.issued_on, c.live,
           t.*, e.label, e.status AS edition_status, u.canonical IS NOT NULL AS listed_urgent,
           LEAST(EXTRACT(YEAR FROM c.issued_on)::int * 12 + EXTRACT(MONTH FROM c.issued_on)::int - 1, %(posted)s)
               AS issue_month
    FROM (
        SELECT entry, person_id, occupation, level, issued_on, true AS live FROM certificates_certificate
        WHERE since_run <= %(run)s AND (until_run IS NULL OR until_run > %(run)s)
        UNION ALL
        SELECT * FROM (
            SELECT DISTINCT ON (entry) entry, person_id, occupation, level, issued_on, false
            FROM certificates_certificate gone
            WHERE until_run <= %(run)s AND NOT EXISTS (
                SELECT 1 FROM certificates_certificate here
                WHERE here.entry = gone.entry AND here.since_run <= %(run)s
                AND (here.until_run IS NULL OR here.until_run > %(run)s)
            )
            ORDER BY entry, since_run DESC
        ) taken_back
    ) c
    JOIN bench_code k ON k.code = c.occupation
    LEFT JOIN bench_terms t ON c.issued_on >= t.since AND c.issued_on < t.until
    LEFT JOIN bench_edition e ON c.issued_on >= e.since AND c.issued_on < e.until
    LEFT JOIN bench_urgent u ON u.label = e.label AND u.canonical = k.canonical
),
span AS (
    SELECT person_id, employer_kind, first_month, last_month, deferred FROM people_insurancespan
    WHERE since_run <= %(run)s AND (until_run IS NULL OR until_run > %(run)s)
    AND person_id IN (SELECT person_id FROM certificates_certificate)
),
insured AS (
    SELECT person_id,
           SUM(GREATEST(last_month - GREATEST(first_month, COALESCE(reached + 1, first_month)) + 1, 0)) AS months,
           SUM(GREATEST(last_month - GREATEST(first_month, COALESCE(reached_paid + 1, first_month)) + 1, 0))
               FILTER (WHERE NOT deferred) AS paid_months
    FROM (
        SELECT person_id, first_month, LEAST(last_month, %(month)s) AS last_month, deferred,
               MAX(LEAST(last_month, %(month)s)) OVER before AS reached,
               MAX(LEAST(last_month, %(month)s)) FILTER (WHERE NOT deferred) OVER before AS reached_paid
        FROM span WHERE first_month <= %(month)s
        WINDOW before AS (
            PARTITION BY person_id ORDER BY first_month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
    ) s GROUP BY person_id
),
employed AS (
    SELECT c.entry, bool_or(c.issue_month BETWEEN s.first_month AND s.last_month) AS at_issue,
           bool_or(LEAST(%(month)s, %(posted)s) BETWEEN s.first_month AND s.last_month) AS at_application
    FROM certificate c JOIN span s USING (person_id) WHERE s.employer_kind IN ('E', 'I') GROUP BY c.entry
),
drawing AS (
    SELECT c.entry, bool_or(c.issued_on BETWEEN s.began AND COALESCE(s.ended, 'infinity')) AS at_issue,
           bool_or(%(on)s BETWEEN s.began AND COALESCE(s.ended, 'infinity')) AS at_application
    FROM certificate c JOIN people_statusspan s USING (person_id)
    WHERE s.kind = 'benefit' AND s.since_run <= %(run)s AND (s.until_run IS NULL OR s.until_run > %(run)s)
    GROUP BY c.entry
),
payment AS (
    SELECT p.id, p.person_id, p.scheme, k.canonical, p.level, p.paid_on
    FROM subsidies_earlierpayment p JOIN bench_code k ON k.code = p.occupation
    WHERE p.since_run <= %(run)s AND (p.until_run IS NULL OR p.until_run > %(run)s)
),
earlier AS (
    SELECT c.entry,
           bool_or(p.scheme = 'SU' AND p.canonical = c.canonical AND p.level = c.level) AS paid_same,
           bool_or(p.scheme <> 'SU' AND p.canonical = c.canonical AND p.level = c.level) AS paid_training,
           MIN(p.level) FILTER (WHERE p.scheme = 'SU' AND p.canonical = c.canonical) AS highest_paid,
           COUNT(*) FILTER (WHERE p.scheme = 'SU' AND EXTRACT(YEAR FROM p.paid_on) = EXTRACT(YEAR FROM %(on)s::date))
               AS paid_this_year
    FROM certificate c JOIN payment p USING (person_id) GROUP BY c.entry
),
fact AS (
    SELECT c.*, COALESCE(i.months, 0) AS months_insured,
           LEAST(GREATEST(COALESCE(c.months, 0) - COALESCE(i.paid_months, 0), 0),
                 COALESCE(i.months, 0) - COALESCE(i.paid_months, 0)) AS deferred_needed,
           CASE WHEN d.at_issue AND c.benefit THEN 'benefit' WHEN e.at_issue THEN 'employee'
                WHEN d.at_issue THEN 'benefit' ELSE 'other' END AS at_issue,
           CASE WHEN d.at_application AND c.benefit THEN 'benefit' WHEN e.at_application THEN 'employee'
                WHEN d.at_application THEN 'benefit' ELSE 'other' END AS at_application,
           COALESCE(p.paid_same, false) AS paid_same, COALESCE(p.paid_training, false) AS paid_training,
           COALESCE(p.highest_paid, 9) AS highest_paid, COALESCE(p.paid_this_year, 0) AS paid_this_year,
           -- a certificate's own level is not higher than itself, so it may stand among them
           MIN(c.level) FILTER (WHERE c.live AND c.issued_on <= %(on)s) OVER (PARTITION BY c.person_id, c.canonical)
               AS highest_held,
           (c.issued_on + make_interval(months => COALESCE(c.window_months, 0)))::date AS last_day
    FROM certificate c
    LEFT JOIN insured i USING (person_id)
    LEFT JOIN employed e USING (entry)
    LEFT JOIN drawing d USING (entry)
    LEFT JOIN earlier p USING (entry)
),
checked AS (
    SELECT f.*, by_benefit AND f.benefit AS on_benefit,
           CASE WHEN f.since IS NULL THEN 'SU-TERMS' ELSE concat_ws(' ',
               CASE WHEN NOT f.level = ANY (f.levels) THEN 'SU-LEVEL' END,
               CASE WHEN NOT (by_work OR by_benefit AND f.benefit) THEN 'SU-STATUS' END,
               CASE WHEN NOT (by_benefit AND f.benefit OR f.months_insured >= f.months) THEN 'SU-MONTHS' END,
               CASE WHEN %(on)s NOT BETWEEN f.issued_on AND f.last_day THEN 'SU-WINDOW' END,
               CASE WHEN NOT f.live THEN 'SU-VERIFIED' END,
               CASE WHEN f.paid_same THEN 'SU-ONCE' END,
               CASE WHEN f.exclusive AND f.paid_training THEN 'SU-TRAINING' END,
               CASE WHEN CASE WHEN f.higher = 'held' THEN f.highest_held ELSE f.highest_paid END < f.level
                   THEN 'SU-HIGHER' END,
               CASE WHEN f.paid_this_year >= CASE WHEN f.listed_urgent THEN f.cap_urgent ELSE f.cap END
                   THEN 'SU-CAP' END
           ) END AS failed
    FROM fact f, LATERAL (
        SELECT f.at_issue = 'employee' AND f.at_application = 'employee' AS by_work,
               f.at_issue = 'benefit' OR f.at_application = 'benefit' AS by_benefit
    ) routes
),
decided AS (
    SELECT c.*, c.failed = '' AS accepted, CASE WHEN c.failed = '' THEN c.standard[6 - c.level] ELSE 0 END AS amount,
           COALESCE(NOT c.on_benefit AND c.deferred_needed > 0, false) AS review,
           COALESCE(c.hash, (SELECT hash FROM bench_terms ORDER BY since LIMIT 1)) AS terms_hash,
           l.id AS last_id, l.accepted AS last_accepted, l.amount AS last_amount, l.review AS last_review,
           l.failed AS last_failed, l.terms_id AS last_terms, g.person_id IS NOT NULL OR k.id IS NOT NULL AS uninvited,
           v.id AS invitation_id, v.state AS invitation_state, v.last_day AS invitation_last_day
    FROM checked c
    LEFT JOIN (
        SELECT DISTINCT ON (subject) subject, id, accepted, amount, review, failed, terms_id
        FROM subsidies_determination WHERE scheme = 'SU' ORDER BY subject, id DESC
    ) l ON l.subject = c.entry
    LEFT JOIN (
        SELECT DISTINCT person_id FROM people_statusspan
        WHERE kind = 'dead' AND began <= %(on)s AND (ended IS NULL OR ended >= %(on)s)
        AND since_run <= %(run)s AND (until_run IS NULL OR until_run > %(run)s)
    ) g ON g.person_id = c.person_id
    LEFT JOIN subsidies_invitation v ON v.scheme = 'SU' AND v.subject = c.entry
    LEFT JOIN subsidies_application k ON k.scheme = 'SU' AND k.person_id = c.person_id AND k.subject = c.entry
        AND k.state NOT IN ('draft', 'refused', 'withdrawn')
),
written AS (
    SELECT * FROM decided
    WHERE CASE WHEN last_id IS NULL THEN accepted
          ELSE (accepted, amount, review, failed, terms_hash)
               IS DISTINCT FROM (last_accepted, last_amount, last_review, last_failed, last_terms) END
),
paid_list AS (
    SELECT w.entry, jsonb_agg(jsonb_build_object(
        'scheme', p.scheme, 'occupation', p.canonical, 'level', p.level, 'paid_on', p.paid_on) ORDER BY p.id) AS items
    FROM written w JOIN payment p USING (person_id) GROUP BY w.entry
),
held_list AS (
    SELECT w.entry, jsonb_agg(
        jsonb_build_object('occupation', o.canonical, 'level', o.level) ORDER BY o.entry) AS items
    FROM written w JOIN certificate o USING (person_id)
    WHERE o.entry <> w.entry AND o.live AND o.issued_on <= %(on)s GROUP BY w.entry
),
added AS (
    INSERT INTO subsidies_determination (scheme, person_id, subject, "on", law_date, facts, terms_id, rule_version,
        accepted, amount, failed, review, trigger, known_run, made_at)
    SELECT 'SU', w.person_id, w.entry, %(on)s, w.issued_on, jsonb_build_object(
            'occupation', w.canonical, 'level', w.level, 'issued_on', w.issued_on, 'applied_on', %(on)s::date,
            'status_at_issue', w.at_issue, 'status_at_application', w.at_application,
            'months_insured', w.months_insured, 'deferred_months_needed', w.deferred_needed,
            'certificate_verified', w.live, 'code_known', w.code_known, 'listed_urgent', w.listed_urgent,
            'edition', COALESCE(w.label, ''), 'edition_status', COALESCE(w.edition_status, 'official'),
            'paid', COALESCE(p.items, '[]'), 'held', COALESCE(h.items, '[]')),
        w.terms_hash, %(version)s, w.accepted, w.amount, w.failed, w.review, 'scan', %(run)s, %(made_at)s
    FROM written w LEFT JOIN paid_list p USING (entry) LEFT JOIN held_list h USING (entry)
    RETURNING id, subject
),
invited AS (
    INSERT INTO subsidies_invitation (scheme, person_id, subject, determination_id, amount, found_on, last_day, state,
        reminded)
    SELECT 'SU', d.person_id, d.entry, COALESCE(a.id, d.last_id), d.amount, %(on)s, d.last_day, 'open', 999
    FROM decided d LEFT JOIN added a ON a.subject = d.entry
    WHERE d.accepted AND d.amount > 0 AND NOT d.uninvited
    AND (d.invitation_id IS NULL OR d.invitation_state = 'closed' OR a.id IS NOT NULL
         OR d.invitation_last_day <> d.last_day)
    ON CONFLICT (scheme, subject) DO UPDATE SET
        determination_id = excluded.determination_id, amount = excluded.amount, last_day = excluded.last_day,
        found_on = CASE subsidies_invitation.state WHEN 'open' THEN subsidies_invitation.found_on
                   ELSE excluded.found_on END,
        reminded = CASE subsidies_invitation.state WHEN 'open' THEN subsidies_invitation.reminded
                   ELSE excluded.reminded END,
        state = 'open'
    RETURNING 1
),
closed AS (
    UPDATE subsidies_invitation v SET state = 'closed' FROM decided d
    WHERE v.id = d.invitation_id AND d.invitation_state = 'open' AND NOT (d.accepted AND d.amount > 0 AND NOT d.uninvited)
    RETURNING 1
)
SELECT (SELECT COUNT(*) FROM decided), (SELECT COUNT(*) FROM added), (SELECT COUNT(*) FROM invited),
       (SELECT COUNT(*) FROM closed)
