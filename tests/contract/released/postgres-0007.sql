-- A database of schema version 7 as released: never edited again. Read by tests/contract/test_store.c.

SELECT pg_catalog.set_config('search_path', '', false);
SELECT pg_catalog.set_config('check_function_bodies', 'off', false);

CREATE FUNCTION public.access_event_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	RAISE EXCEPTION 'access_event is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.add_days(d text, n bigint) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT to_char(d::date + CAST(n AS integer), 'YYYY-MM-DD') COLLATE "C" $$;

CREATE FUNCTION public.add_workdays(d text, n bigint) RETURNS text
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
    AS $$
	DECLARE
		day date := d::date;
		left_over bigint := abs(n);
	BEGIN
		IF left_over > 5000 THEN
			RETURN NULL;
		END IF;
		WHILE left_over > 0 LOOP
			day := day + CASE WHEN n < 0 THEN -1 ELSE 1 END;
			IF is_workday(day) THEN
				left_over := left_over - 1;
			END IF;
		END LOOP;
		RETURN to_char(day, 'YYYY-MM-DD') COLLATE "C";
	END $$;

CREATE FUNCTION public.append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;

CREATE FUNCTION public.date_of(ms bigint) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT to_char(timestamp '1970-01-01 08:00' + ms * interval '1 millisecond', 'YYYY-MM-DD') COLLATE "C" $$;

CREATE FUNCTION public.days_between(a text, b text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT CAST(b::date - a::date AS bigint) $$;

CREATE FUNCTION public.event_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'event is append-only'; END $$;

CREATE FUNCTION public.is_workday(d date) RETURNS boolean
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT coalesce((SELECT work = 1 FROM calendar_day WHERE day = to_char(d, 'YYYY-MM-DD')), extract(isodow FROM d) < 6) $$;

CREATE FUNCTION public.text_has(hay text, part text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT coalesce(strpos(hay COLLATE "C", part) > 0, false) $$;

CREATE FUNCTION public.text_similarity(a text, b text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
	WITH x AS (SELECT substr(a, i, 2) COLLATE "C" AS pair, count(*) AS n FROM generate_series(1, least(length(a), 2000) - 1) AS i GROUP BY 1),
		y AS (SELECT substr(b, i, 2) COLLATE "C" AS pair, count(*) AS n FROM generate_series(1, least(length(b), 2000) - 1) AS i GROUP BY 1)
	SELECT CASE WHEN a COLLATE "C" = b THEN 100 WHEN length(a) < 2 OR length(b) < 2 THEN 0
		ELSE coalesce((SELECT CAST(sum(least(x.n, y.n)) AS bigint) FROM x JOIN y ON x.pair = y.pair), 0) * 200
			/ (least(length(a), 2000) + least(length(b), 2000) - 2) END
	$$;

CREATE FUNCTION public.workdays_between(a text, b text) RETURNS bigint
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$
	SELECT CASE WHEN b < a THEN -n ELSE n END FROM (
		SELECT (SELECT count(*) FROM generate_series(least(a::date, b::date) + 1, greatest(a::date, b::date), interval '1 day') AS g
				WHERE extract(isodow FROM g) < 6)
			+ coalesce((SELECT CAST(sum(CASE WHEN work = 1 THEN 1 ELSE -1 END) AS bigint) FROM calendar_day
				WHERE day > least(a COLLATE "C", b COLLATE "C") AND day <= greatest(a COLLATE "C", b COLLATE "C")), 0) AS n) AS t
	$$;

CREATE TABLE public.access_event (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    at bigint NOT NULL,
    actor_id bigint,
    actor text NOT NULL,
    on_behalf_of bigint,
    what text NOT NULL,
    object text NOT NULL,
    ok bigint NOT NULL,
    reason text NOT NULL,
    address text NOT NULL,
    request_id text NOT NULL,
    CONSTRAINT access_event_ok_check CHECK ((ok = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE public.access_state (
    unit_id bigint NOT NULL,
    stamp bigint NOT NULL
);

CREATE TABLE public.api_token (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    name text NOT NULL,
    hash text NOT NULL,
    scopes text NOT NULL,
    expires_at bigint NOT NULL,
    created_by text NOT NULL,
    created_at bigint NOT NULL,
    used_at bigint,
    revoked_by text,
    revoked_at bigint,
    version bigint DEFAULT 1 NOT NULL
);

CREATE TABLE public.aspect (
    unit_id bigint NOT NULL,
    report_id bigint NOT NULL,
    pos bigint NOT NULL,
    no text COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    span_start bigint NOT NULL,
    span_end bigint NOT NULL
);

CREATE TABLE public.calendar_day (
    day text NOT NULL COLLATE pg_catalog."C",
    work bigint NOT NULL,
    CONSTRAINT calendar_day_work_check CHECK ((work = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE public.calendar_lines (
    id bigint NOT NULL,
    lines text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT calendar_lines_id_check CHECK ((id = 1))
);

CREATE TABLE public.catalogue_row (
    unit_id bigint NOT NULL,
    register text NOT NULL COLLATE pg_catalog."C",
    catalogue text NOT NULL COLLATE pg_catalog."C",
    code text NOT NULL COLLATE pg_catalog."C",
    valid_from text NOT NULL COLLATE pg_catalog."C",
    valid_until text NOT NULL COLLATE pg_catalog."C",
    parent text NOT NULL COLLATE pg_catalog."C",
    label text NOT NULL COLLATE pg_catalog."C",
    data text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.decision (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    report_id bigint NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    reason text COLLATE pg_catalog."C",
    decided_by text COLLATE pg_catalog."C",
    decided_at text NOT NULL COLLATE pg_catalog."C",
    anchor_start bigint,
    anchor_end bigint,
    CONSTRAINT decision_check CHECK (((subject = 'item'::text) = ((anchor_start IS NOT NULL) AND (anchor_end IS NOT NULL)))),
    CONSTRAINT decision_subject_check CHECK ((subject = ANY (ARRAY['finding'::text, 'item'::text])))
);

CREATE TABLE public.decision_item (
    unit_id bigint NOT NULL,
    report_id bigint NOT NULL,
    decision_id bigint NOT NULL,
    item_id bigint NOT NULL
);

CREATE TABLE public.delegation (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    from_person bigint NOT NULL,
    to_person bigint NOT NULL,
    roles text NOT NULL,
    reason text NOT NULL,
    valid_from bigint NOT NULL,
    valid_until bigint NOT NULL,
    created_by text NOT NULL,
    created_at bigint NOT NULL,
    revoked_by text,
    revoked_at bigint,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT delegation_check CHECK ((from_person <> to_person))
);

CREATE TABLE public.department (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    parent_id bigint,
    name text NOT NULL,
    code text,
    path text NOT NULL COLLATE pg_catalog."C",
    active bigint DEFAULT 1 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT department_active_check CHECK ((active = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE public.duty_hours (
    unit_id bigint NOT NULL,
    hours text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.event (
    unit_id bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    person_id bigint NOT NULL,
    on_behalf bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    register text NOT NULL COLLATE pg_catalog."C",
    record_id bigint NOT NULL,
    data text NOT NULL,
    prev text NOT NULL,
    hash text NOT NULL,
    CONSTRAINT event_hash_check CHECK ((length(hash) = 64)),
    CONSTRAINT event_prev_check CHECK ((length(prev) = 64)),
    CONSTRAINT event_seq_check CHECK ((seq > 0))
);

CREATE TABLE public.event_head (
    unit_id bigint NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL
);

CREATE TABLE public.evidence (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    register text NOT NULL COLLATE pg_catalog."C",
    record_id bigint NOT NULL,
    slot text NOT NULL COLLATE pg_catalog."C",
    file_name text NOT NULL COLLATE pg_catalog."C",
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    own_date text,
    note text,
    replaces bigint,
    state text NOT NULL COLLATE pg_catalog."C",
    expires text,
    added_at bigint NOT NULL,
    added_by bigint NOT NULL,
    judged_at bigint,
    judged_by bigint,
    reason text,
    version bigint NOT NULL,
    CONSTRAINT evidence_sha256_check CHECK ((length(sha256) = 64)),
    CONSTRAINT evidence_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'rejected'::text, 'withdrawn'::text, 'replaced'::text])))
);

CREATE TABLE public.idempotency (
    unit_id bigint NOT NULL,
    person_id bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    request text NOT NULL,
    at bigint NOT NULL,
    status bigint NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.item (
    unit_id bigint NOT NULL,
    report_id bigint NOT NULL,
    pos bigint NOT NULL,
    id bigint NOT NULL,
    problem_pos bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    text_status text NOT NULL COLLATE pg_catalog."C",
    no text COLLATE pg_catalog."C",
    finding text NOT NULL COLLATE pg_catalog."C",
    "grouping" text COLLATE pg_catalog."C",
    depts text COLLATE pg_catalog."C",
    due text COLLATE pg_catalog."C",
    result text COLLATE pg_catalog."C",
    result_date text COLLATE pg_catalog."C",
    result_start bigint,
    result_end bigint,
    span_start bigint NOT NULL,
    span_end bigint NOT NULL,
    head_start bigint NOT NULL,
    head_end bigint NOT NULL,
    measures bigint NOT NULL,
    progress bigint NOT NULL,
    CONSTRAINT item_status_check CHECK ((status = ANY (ARRAY['done'::text, 'long_term'::text, 'in_progress'::text, 'partial'::text, 'none'::text]))),
    CONSTRAINT item_text_status_check CHECK ((text_status = ANY (ARRAY['done'::text, 'long_term'::text, 'in_progress'::text, 'partial'::text, 'none'::text])))
);

CREATE TABLE public.measure (
    unit_id bigint NOT NULL,
    report_id bigint NOT NULL,
    pos bigint NOT NULL,
    problem_pos bigint NOT NULL,
    item_pos bigint,
    marker text COLLATE pg_catalog."C",
    heading text COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    depts text COLLATE pg_catalog."C",
    due text COLLATE pg_catalog."C",
    span_start bigint NOT NULL,
    span_end bigint NOT NULL
);

CREATE TABLE public.notification (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    register text NOT NULL COLLATE pg_catalog."C",
    record_id bigint NOT NULL,
    text text NOT NULL,
    read_at bigint
);

CREATE TABLE public.person (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    login text NOT NULL,
    login_key text NOT NULL,
    name text NOT NULL,
    department_id bigint,
    phone text,
    title text,
    large_type bigint DEFAULT 0 NOT NULL,
    active bigint DEFAULT 1 NOT NULL,
    created_at bigint NOT NULL,
    created_by text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT person_active_check CHECK ((active = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT person_large_type_check CHECK ((large_type = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE public.problem (
    unit_id bigint NOT NULL,
    report_id bigint NOT NULL,
    pos bigint NOT NULL,
    aspect_pos bigint,
    key text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    no text COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    span_start bigint NOT NULL,
    span_end bigint NOT NULL,
    CONSTRAINT problem_kind_check CHECK ((kind = ANY (ARRAY['regular'::text, 'pending'::text, 'named'::text, 'immediate'::text])))
);

CREATE TABLE public.progress (
    unit_id bigint NOT NULL,
    report_id bigint NOT NULL,
    pos bigint NOT NULL,
    problem_pos bigint NOT NULL,
    item_pos bigint,
    marker text COLLATE pg_catalog."C",
    heading text COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    span_start bigint NOT NULL,
    span_end bigint NOT NULL
);

CREATE TABLE public.record_clock (
    unit_id bigint NOT NULL,
    register text NOT NULL COLLATE pg_catalog."C",
    record_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    started_at bigint NOT NULL,
    paused_at bigint NOT NULL,
    stopped_at bigint NOT NULL,
    due_at bigint NOT NULL,
    warn_at bigint NOT NULL,
    next_at bigint,
    amount bigint NOT NULL,
    limit_unit bigint NOT NULL,
    extensions bigint NOT NULL,
    rung bigint NOT NULL,
    lamp text NOT NULL COLLATE pg_catalog."C",
    provisional bigint NOT NULL,
    CONSTRAINT record_clock_lamp_check CHECK ((lamp = ANY (ARRAY['green'::text, 'yellow'::text, 'red'::text]))),
    CONSTRAINT record_clock_provisional_check CHECK ((provisional = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT record_clock_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'stopped'::text])))
);

CREATE TABLE public.recovery_code (
    unit_id bigint NOT NULL,
    person_id bigint NOT NULL,
    hash text NOT NULL,
    used_at bigint
);

CREATE TABLE public.register_definition (
    register text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    sha256 text NOT NULL COLLATE pg_catalog."C",
    content text NOT NULL COLLATE pg_catalog."C",
    shape text NOT NULL COLLATE pg_catalog."C",
    applied_at bigint NOT NULL,
    applied_by bigint NOT NULL,
    CONSTRAINT register_definition_sha256_check CHECK ((length(sha256) = 64)),
    CONSTRAINT register_definition_version_check CHECK ((version > 0))
);

CREATE TABLE public.report (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    round_id bigint,
    analyser bigint NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    unit_name text COLLATE pg_catalog."C",
    inspector text COLLATE pg_catalog."C",
    round_kind text COLLATE pg_catalog."C",
    inspection_start text COLLATE pg_catalog."C",
    inspection_end text COLLATE pg_catalog."C",
    feedback_date text COLLATE pg_catalog."C",
    signed_date text COLLATE pg_catalog."C",
    published_date text COLLATE pg_catalog."C",
    copies bigint NOT NULL,
    aspects bigint NOT NULL,
    problems bigint NOT NULL,
    items bigint NOT NULL,
    measures bigint NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    long_term bigint DEFAULT 0 NOT NULL,
    in_progress bigint DEFAULT 0 NOT NULL,
    partial bigint DEFAULT 0 NOT NULL
);

CREATE TABLE public.role_grant (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    role text NOT NULL,
    department_id bigint,
    valid_from bigint NOT NULL,
    valid_until bigint,
    granted_by text NOT NULL,
    granted_at bigint NOT NULL,
    revoked_by text,
    revoked_at bigint,
    version bigint DEFAULT 1 NOT NULL
);

CREATE TABLE public.round (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    unit_name text COLLATE pg_catalog."C",
    inspector text COLLATE pg_catalog."C",
    feedback_date text COLLATE pg_catalog."C",
    round_kind text COLLATE pg_catalog."C",
    inspection_start text COLLATE pg_catalog."C",
    inspection_end text COLLATE pg_catalog."C"
);

CREATE TABLE public.schema_history (
    number bigint NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at text NOT NULL
);

COMMENT ON TABLE public.schema_history IS 'BHN1';

CREATE TABLE public.search_doc (
    unit_id bigint NOT NULL,
    doc bigint NOT NULL,
    register bigint NOT NULL,
    record_id bigint NOT NULL
);

CREATE TABLE public.search_garbage (
    unit_id bigint NOT NULL,
    segment bigint NOT NULL
);

CREATE TABLE public.search_merge (
    unit_id bigint NOT NULL,
    segment bigint NOT NULL,
    first_doc bigint NOT NULL,
    last_doc bigint NOT NULL,
    next_term bigint NOT NULL,
    docs bigint NOT NULL,
    live bytea NOT NULL
);

CREATE TABLE public.search_page (
    unit_id bigint NOT NULL,
    segment bigint NOT NULL,
    term bigint NOT NULL,
    part bigint NOT NULL,
    data bytea NOT NULL
);
ALTER TABLE ONLY public.search_page ALTER COLUMN data SET STORAGE PLAIN;

CREATE TABLE public.search_register (
    unit_id bigint NOT NULL,
    code bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.search_segment (
    unit_id bigint NOT NULL,
    segment bigint NOT NULL,
    first_doc bigint NOT NULL,
    last_doc bigint NOT NULL,
    docs bigint NOT NULL,
    dead bigint NOT NULL
);

CREATE TABLE public.search_state (
    unit_id bigint NOT NULL,
    tail bigint NOT NULL
);

CREATE TABLE public.search_tail (
    unit_id bigint NOT NULL,
    doc bigint NOT NULL,
    terms bytea NOT NULL
);

CREATE TABLE public.secret (
    unit_id bigint NOT NULL,
    person_id bigint NOT NULL,
    hash text NOT NULL,
    changed_at bigint NOT NULL,
    expires_at bigint,
    must_change bigint NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    locks bigint DEFAULT 0 NOT NULL,
    locked_until bigint DEFAULT 0 NOT NULL,
    totp_key bytea,
    totp_on bigint DEFAULT 0 NOT NULL,
    totp_step bigint DEFAULT 0 NOT NULL,
    CONSTRAINT secret_must_change_check CHECK ((must_change = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT secret_totp_on_check CHECK ((totp_on = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE public.secret_history (
    unit_id bigint NOT NULL,
    person_id bigint NOT NULL,
    changed_at bigint NOT NULL,
    hash text NOT NULL
);

CREATE TABLE public.series (
    unit_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    last bigint NOT NULL
);

CREATE TABLE public.session (
    unit_id bigint NOT NULL,
    id text NOT NULL,
    person_id bigint NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    factor text NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    delegation_id bigint,
    address text NOT NULL,
    agent text NOT NULL,
    ended_at bigint,
    CONSTRAINT session_factor_check CHECK ((factor = ANY (ARRAY['none'::text, 'pending'::text, 'passed'::text])))
);

CREATE TABLE public.setting (
    unit_id bigint NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    changed_by text NOT NULL,
    changed_at bigint NOT NULL,
    version bigint DEFAULT 1 NOT NULL
);

CREATE TABLE public.source (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    sha256 text NOT NULL COLLATE pg_catalog."C",
    bytes bigint NOT NULL,
    file_name text NOT NULL COLLATE pg_catalog."C",
    imported_at text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT source_sha256_check CHECK ((length(sha256) = 64))
);

CREATE TABLE public.source_text (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    content bytea NOT NULL
);

CREATE TABLE public.tally (
    unit_id bigint NOT NULL,
    register text NOT NULL COLLATE pg_catalog."C",
    department_id bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    lamp text NOT NULL COLLATE pg_catalog."C",
    n bigint NOT NULL,
    CONSTRAINT tally_n_check CHECK ((n >= 0))
);

CREATE TABLE public.unit (
    unit_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    parent_id bigint,
    code text,
    kind text DEFAULT 'unit'::text NOT NULL,
    path text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    active bigint DEFAULT 1 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT unit_active_check CHECK ((active = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);

CREATE TABLE public.upload (
    unit_id bigint NOT NULL,
    token text NOT NULL COLLATE pg_catalog."C",
    person_id bigint NOT NULL,
    register text NOT NULL COLLATE pg_catalog."C",
    record_id bigint NOT NULL,
    slot text NOT NULL COLLATE pg_catalog."C",
    file_name text NOT NULL COLLATE pg_catalog."C",
    bytes bigint NOT NULL,
    sha256 text COLLATE pg_catalog."C",
    own_date text COLLATE pg_catalog."C",
    expires text COLLATE pg_catalog."C",
    note text COLLATE pg_catalog."C",
    replaces bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT upload_token_check CHECK ((length(token) = 32))
);

CREATE TABLE public.watch (
    unit_id bigint NOT NULL,
    register text NOT NULL COLLATE pg_catalog."C",
    record_id bigint NOT NULL,
    person_id bigint NOT NULL
);

CREATE TABLE public.work (
    unit_id bigint NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    due_at bigint NOT NULL,
    payload text NOT NULL COLLATE pg_catalog."C",
    claimed_by text COLLATE pg_catalog."C",
    claimed_until bigint,
    tries bigint NOT NULL,
    error text COLLATE pg_catalog."C",
    done_at bigint,
    dead_at bigint
);

INSERT INTO public.access_state VALUES (1, 0);

INSERT INTO public.aspect VALUES (1, 1, 1, NULL, '落实决策部署方面', 170, 428);
INSERT INTO public.aspect VALUES (1, 1, 2, NULL, '干部队伍方面', 429, 659);

INSERT INTO public.decision VALUES (1, 1, 1, 'item', '1.1.1', 'partial', '现场看过', '张敏', '2025-01-01T08:00:00+08:00', 227, 251);
INSERT INTO public.decision VALUES (1, 2, 1, 'finding', '0123456789abcdef', 'dismissed', '累计数', NULL, '2025-01-01T08:00:00+08:00', NULL, NULL);

INSERT INTO public.decision_item VALUES (1, 1, 1, 1);

INSERT INTO public.item VALUES (1, 1, 1, 1, 1, '1.1.1', 'partial', 'done', NULL, '学习计划照抄上年', NULL, NULL, NULL, 'done 2024-06-30 已完成', '2024-06-30', 306, 333, 225, 333, 227, 251, 1, 1);
INSERT INTO public.item VALUES (1, 1, 2, 2, 1, '1.1.2', 'long_term', 'long_term', NULL, '100%_的占道投诉没有回音', NULL, NULL, NULL, 'long_term 2024-07-15 完成并长期坚持', '2024-07-15', 384, 428, 334, 428, 336, 368, 1, 0);
INSERT INTO public.item VALUES (1, 1, 3, 3, 2, '2.1.1', 'in_progress', 'in_progress', NULL, '车辆台账缺十二辆', NULL, NULL, NULL, 'in_progress 2024-08-01 正在推进', '2024-08-01', 545, 582, 503, 582, 505, 529, 1, 0);
INSERT INTO public.item VALUES (1, 1, 4, 4, 3, '2.2.1', 'none', 'none', NULL, '夜班两次无人接听', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 612, 659, 614, 638, 1, 0);
INSERT INTO public.item VALUES (1, 1, 5, 5, 4, 'p.1.1', 'none', 'none', NULL, '资金没有着落', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 681, 701, 683, 701, 0, 0);

INSERT INTO public.measure VALUES (1, 1, 1, 1, 1, NULL, '重新制订学习计划', '重新制订学习计划', NULL, NULL, 252, 278);
INSERT INTO public.measure VALUES (1, 1, 2, 1, 2, NULL, '逐件回访', '逐件回访', NULL, NULL, 369, 383);
INSERT INTO public.measure VALUES (1, 1, 3, 2, 3, NULL, '逐车核对', '逐车核对', NULL, NULL, 530, 544);
INSERT INTO public.measure VALUES (1, 1, 4, 3, 4, NULL, '完善值班制度', '完善值班制度', NULL, NULL, 639, 659);

INSERT INTO public.problem VALUES (1, 1, 1, 1, '1.1', 'regular', NULL, '学习不深入的问题', 197, 428);
INSERT INTO public.problem VALUES (1, 1, 2, 2, '2.1', 'regular', NULL, '台账不全的问题', 450, 582);
INSERT INTO public.problem VALUES (1, 1, 3, 2, '2.2', 'regular', NULL, '值班脱岗的问题', 583, 659);
INSERT INTO public.problem VALUES (1, 1, 4, NULL, 'p.1', 'pending', NULL, '老旧泵站改造', 660, 701);

INSERT INTO public.progress VALUES (1, 1, 1, 1, 1, NULL, '六月已印发新计划', '六月已印发新计划', 279, 305);

INSERT INTO public.report VALUES (1, 1, 1, 1, 'caccf17094bebb05ce8f293be37edb5670ffe1a642def87b992fc5edde7de5f5', '中共云岭市城市管理局党组关于巡察整改进展情况的通报', '云岭市城市管理局党组', '市委第三巡察组', '巡察', NULL, NULL, '2024-05-10', NULL, NULL, 1, 2, 4, 5, 4, 0, 1, 1, 1);

INSERT INTO public.round VALUES (1, 1, '云岭市城市管理局党组', '市委第三巡察组', '2024-05-10', '巡察', NULL, NULL);

INSERT INTO public.schema_history VALUES (1, 'ledger', 'e7fd31767323e8eeae15403e9e59183d9760e95078df64a93abde9160795a6ca', '2025-01-01T08:00:00+08:00');
INSERT INTO public.schema_history VALUES (2, 'access', '1f850f77085cfdf4dc6aedc0168362a9727f5bd3991b28db514476b2c8a805e5', '2026-11-27T03:48:11+08:00');
INSERT INTO public.schema_history VALUES (3, 'search', '3a3401f973f10cc24d4895f421a6f8b0c83171afccf0ac713d98977a21b24cfc', '2026-11-27T03:48:11+08:00');
INSERT INTO public.schema_history VALUES (4, 'registers', '98b9c1397d03a228bf3a7ebf34127a27768d6c5d8fd250d16757e08a0804f58b', '2026-11-27T03:48:11+08:00');
INSERT INTO public.schema_history VALUES (5, 'work', '33012ee392850b2b1330a866ab71c57aaedd26228636a1d61f12a8ce1d3a8109', '2026-11-27T03:48:11+08:00');
INSERT INTO public.schema_history VALUES (6, 'records', 'fc66db5b146a7a8e841f40e929f61991953e7668b6c6271ab4d72abc46e02e49', '2026-11-27T03:48:11+08:00');
INSERT INTO public.schema_history VALUES (7, 'upload', '540160cedf6a4b22ca5e92b86f5da8c757e5633511aacbe824d861ec38981743', '2026-11-27T03:48:11+08:00');

INSERT INTO public.series VALUES (1, 'decision', 2);
INSERT INTO public.series VALUES (1, 'item', 5);
INSERT INTO public.series VALUES (1, 'round', 1);
INSERT INTO public.series VALUES (1, 'source', 1);

INSERT INTO public.source VALUES (1, 1, '53d1717b6ce690531131523684d601317a8aafa1ad0a11fdd542991024e95e9b', 702, '云岭.txt', '2025-01-01T08:00:00+08:00');

INSERT INTO public.source_text VALUES (1, 1, '\x7469746c6520e4b8ade585b1e4ba91e5b2ade5b882e59f8ee5b882e7aea1e79086e5b180e5859ae7bb84e585b3e4ba8ee5b7a1e5af9fe695b4e694b9e8bf9be5b195e68385e586b5e79a84e9809ae68aa50a756e697420e4ba91e5b2ade5b882e59f8ee5b882e7aea1e79086e5b180e5859ae7bb840a696e73706563746f7220e5b882e5a794e7acace4b889e5b7a1e5af9fe7bb840a666565646261636b20323032342d30352d31300a2320e890bde5ae9ee586b3e7ad96e983a8e7bdb2e696b9e99da20a232320e5ada6e4b9a0e4b88de6b7b1e585a5e79a84e997aee9a2980a2d20e5ada6e4b9a0e8aea1e58892e785a7e68a84e4b88ae5b9b40a2a20e9878de696b0e588b6e8aea2e5ada6e4b9a0e8aea1e588920a3e20e585ade69c88e5b7b2e58db0e58f91e696b0e8aea1e588920a3d20646f6e6520323032342d30362d333020e5b7b2e5ae8ce688900a2d20313030255fe79a84e58da0e98193e68a95e8af89e6b2a1e69c89e59b9ee99fb30a2a20e98090e4bbb6e59b9ee8aebf0a3d206c6f6e675f7465726d20323032342d30372d313520e5ae8ce68890e5b9b6e995bfe69c9fe59d9ae68c810a2320e5b9b2e983a8e9989fe4bc8de696b9e99da20a232320e58fb0e8b4a6e4b88de585a8e79a84e997aee9a2980a6e65773a2d20e696b0e79c8be587bae69da5e79a84e4b880e69da10a2d20e8bda6e8be86e58fb0e8b4a6e7bcbae58d81e4ba8ce8be860a2a20e98090e8bda6e6a0b8e5afb90a3d20696e5f70726f677265737320323032342d30382d303120e6ada3e59ca8e68ea8e8bf9b0a232320e580bce78fade884b1e5b297e79a84e997aee9a2980a6f6c643a2d20e5a49ce78fade4b8a4e6aca1e697a0e4babae68ea5e590ac0a2a20e5ae8ce59684e580bce78fade588b6e5baa60a2120e88081e697a7e6b3b5e7ab99e694b9e980a00a2d20e8b584e98791e6b2a1e69c89e79d80e890bd0a');

INSERT INTO public.unit VALUES (1, '本单位', NULL, NULL, 'unit', '/1/', 1, 1);

ALTER TABLE ONLY public.access_event
    ADD CONSTRAINT access_event_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.access_state
    ADD CONSTRAINT access_state_pkey PRIMARY KEY (unit_id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_unit_id_hash_key UNIQUE (unit_id, hash);

ALTER TABLE ONLY public.aspect
    ADD CONSTRAINT aspect_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.calendar_day
    ADD CONSTRAINT calendar_day_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.calendar_lines
    ADD CONSTRAINT calendar_lines_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_row
    ADD CONSTRAINT catalogue_row_pkey PRIMARY KEY (unit_id, register, catalogue, code, valid_from);

ALTER TABLE ONLY public.decision_item
    ADD CONSTRAINT decision_item_pkey PRIMARY KEY (unit_id, report_id, decision_id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT delegation_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.department
    ADD CONSTRAINT department_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.department
    ADD CONSTRAINT department_unit_id_code_key UNIQUE (unit_id, code);

ALTER TABLE ONLY public.department
    ADD CONSTRAINT department_unit_id_path_key UNIQUE (unit_id, path);

ALTER TABLE ONLY public.duty_hours
    ADD CONSTRAINT duty_hours_pkey PRIMARY KEY (unit_id);

ALTER TABLE ONLY public.event_head
    ADD CONSTRAINT event_head_pkey PRIMARY KEY (unit_id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (unit_id, seq);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (unit_id, person_id, key);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_unit_id_id_key UNIQUE (unit_id, id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_unit_id_report_id_key_key UNIQUE (unit_id, report_id, key);

ALTER TABLE ONLY public.measure
    ADD CONSTRAINT measure_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_login_key_key UNIQUE (login_key);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_unit_id_report_id_key_key UNIQUE (unit_id, report_id, key);

ALTER TABLE ONLY public.progress
    ADD CONSTRAINT progress_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.record_clock
    ADD CONSTRAINT record_clock_pkey PRIMARY KEY (unit_id, register, record_id, name);

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (unit_id, person_id, hash);

ALTER TABLE ONLY public.register_definition
    ADD CONSTRAINT register_definition_pkey PRIMARY KEY (register, version);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.round
    ADD CONSTRAINT round_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.schema_history
    ADD CONSTRAINT schema_history_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.search_doc
    ADD CONSTRAINT search_doc_pkey PRIMARY KEY (unit_id, doc);

ALTER TABLE ONLY public.search_garbage
    ADD CONSTRAINT search_garbage_pkey PRIMARY KEY (unit_id, segment);

ALTER TABLE ONLY public.search_merge
    ADD CONSTRAINT search_merge_pkey PRIMARY KEY (unit_id);

ALTER TABLE ONLY public.search_page
    ADD CONSTRAINT search_page_pkey PRIMARY KEY (unit_id, segment, term, part);

ALTER TABLE ONLY public.search_register
    ADD CONSTRAINT search_register_pkey PRIMARY KEY (unit_id, code);

ALTER TABLE ONLY public.search_register
    ADD CONSTRAINT search_register_unit_id_name_key UNIQUE (unit_id, name);

ALTER TABLE ONLY public.search_segment
    ADD CONSTRAINT search_segment_pkey PRIMARY KEY (unit_id, segment);

ALTER TABLE ONLY public.search_state
    ADD CONSTRAINT search_state_pkey PRIMARY KEY (unit_id);

ALTER TABLE ONLY public.search_tail
    ADD CONSTRAINT search_tail_pkey PRIMARY KEY (unit_id, doc);

ALTER TABLE ONLY public.secret_history
    ADD CONSTRAINT secret_history_pkey PRIMARY KEY (unit_id, person_id, changed_at);

ALTER TABLE ONLY public.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (unit_id, person_id);

ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (unit_id, name);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (unit_id, name);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.source_text
    ADD CONSTRAINT source_text_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_unit_id_sha256_key UNIQUE (unit_id, sha256);

ALTER TABLE ONLY public.tally
    ADD CONSTRAINT tally_pkey PRIMARY KEY (unit_id, register, department_id, state, lamp);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_name_key UNIQUE (name);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (unit_id);

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_pkey PRIMARY KEY (unit_id, token);

ALTER TABLE ONLY public.watch
    ADD CONSTRAINT watch_pkey PRIMARY KEY (unit_id, register, record_id, person_id);

ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_unit_id_kind_key_key UNIQUE (unit_id, kind, key);

CREATE INDEX access_event_actor ON public.access_event USING btree (unit_id, actor_id, id);

CREATE INDEX access_event_at ON public.access_event USING btree (unit_id, at);

CREATE INDEX api_token_person ON public.api_token USING btree (unit_id, person_id);

CREATE INDEX decision_report ON public.decision USING btree (unit_id, report_id, subject, key, id);

CREATE INDEX delegation_from ON public.delegation USING btree (unit_id, from_person);

CREATE INDEX delegation_to ON public.delegation USING btree (unit_id, to_person);

CREATE UNIQUE INDEX department_name ON public.department USING btree (unit_id, COALESCE(parent_id, (0)::bigint), name);

CREATE INDEX event_record ON public.event USING btree (unit_id, register, record_id, seq);

CREATE INDEX evidence_content ON public.evidence USING btree (unit_id, sha256);

CREATE INDEX evidence_record ON public.evidence USING btree (unit_id, register, record_id, slot, id);

CREATE INDEX evidence_sha256 ON public.evidence USING btree (sha256);

CREATE INDEX idempotency_at ON public.idempotency USING btree (at);

CREATE INDEX item_status ON public.item USING btree (unit_id, status, report_id, pos);

CREATE INDEX notification_person ON public.notification USING btree (unit_id, person_id, id);

CREATE INDEX notification_unread ON public.notification USING btree (unit_id, person_id, id) WHERE (read_at IS NULL);

CREATE INDEX person_department ON public.person USING btree (unit_id, department_id);

CREATE INDEX record_clock_next ON public.record_clock USING btree (next_at, unit_id);

CREATE INDEX report_round ON public.report USING btree (unit_id, round_id);

CREATE INDEX role_grant_person ON public.role_grant USING btree (unit_id, person_id);

CREATE INDEX role_grant_role ON public.role_grant USING btree (unit_id, role);

CREATE INDEX round_unit_name ON public.round USING btree (unit_id, unit_name);

CREATE UNIQUE INDEX search_doc_record ON public.search_doc USING btree (unit_id, register, record_id);

CREATE INDEX session_person ON public.session USING btree (unit_id, person_id);

CREATE UNIQUE INDEX unit_code ON public.unit USING btree (code);

CREATE INDEX unit_path ON public.unit USING btree (path);

CREATE INDEX upload_expires ON public.upload USING btree (expires_at);

CREATE INDEX work_due ON public.work USING btree (due_at) WHERE ((done_at IS NULL) AND (dead_at IS NULL));

CREATE TRIGGER access_event_kept BEFORE TRUNCATE ON public.access_event FOR EACH STATEMENT EXECUTE FUNCTION public.access_event_refuse();

CREATE TRIGGER access_event_unchanged BEFORE DELETE OR UPDATE ON public.access_event FOR EACH ROW EXECUTE FUNCTION public.access_event_refuse();

CREATE TRIGGER decision_kept BEFORE DELETE ON public.decision FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER decision_not_emptied BEFORE TRUNCATE ON public.decision FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER decision_unchanged BEFORE UPDATE ON public.decision FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER event_kept BEFORE TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.event_refuse();

CREATE TRIGGER event_unchanged BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.event_refuse();

CREATE TRIGGER register_definition_unchanged BEFORE DELETE OR UPDATE OR TRUNCATE ON public.register_definition FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_kept BEFORE DELETE ON public.source FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_not_emptied BEFORE TRUNCATE ON public.source FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_text_kept BEFORE DELETE ON public.source_text FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_text_not_emptied BEFORE TRUNCATE ON public.source_text FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_text_unchanged BEFORE UPDATE ON public.source_text FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_unchanged BEFORE UPDATE ON public.source FOR EACH ROW EXECUTE FUNCTION public.append_only();

ALTER TABLE ONLY public.access_event
    ADD CONSTRAINT access_event_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_unit_id_person_id_fkey FOREIGN KEY (unit_id, person_id) REFERENCES public.person(unit_id, id);

ALTER TABLE ONLY public.aspect
    ADD CONSTRAINT aspect_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.decision_item
    ADD CONSTRAINT decision_item_unit_id_decision_id_fkey FOREIGN KEY (unit_id, decision_id) REFERENCES public.decision(unit_id, id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.source(unit_id, id);

ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT delegation_unit_id_from_person_fkey FOREIGN KEY (unit_id, from_person) REFERENCES public.person(unit_id, id);

ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT delegation_unit_id_to_person_fkey FOREIGN KEY (unit_id, to_person) REFERENCES public.person(unit_id, id);

ALTER TABLE ONLY public.department
    ADD CONSTRAINT department_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.department
    ADD CONSTRAINT department_unit_id_parent_id_fkey FOREIGN KEY (unit_id, parent_id) REFERENCES public.department(unit_id, id);

ALTER TABLE ONLY public.duty_hours
    ADD CONSTRAINT duty_hours_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.event_head
    ADD CONSTRAINT event_head_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.measure
    ADD CONSTRAINT measure_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_unit_id_department_id_fkey FOREIGN KEY (unit_id, department_id) REFERENCES public.department(unit_id, id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.progress
    ADD CONSTRAINT progress_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.record_clock
    ADD CONSTRAINT record_clock_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_unit_id_person_id_fkey FOREIGN KEY (unit_id, person_id) REFERENCES public.person(unit_id, id);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_unit_id_id_fkey FOREIGN KEY (unit_id, id) REFERENCES public.source(unit_id, id);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_unit_id_round_id_fkey FOREIGN KEY (unit_id, round_id) REFERENCES public.round(unit_id, id);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_unit_id_department_id_fkey FOREIGN KEY (unit_id, department_id) REFERENCES public.department(unit_id, id);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_unit_id_person_id_fkey FOREIGN KEY (unit_id, person_id) REFERENCES public.person(unit_id, id);

ALTER TABLE ONLY public.round
    ADD CONSTRAINT round_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.search_register
    ADD CONSTRAINT search_register_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.search_state
    ADD CONSTRAINT search_state_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.secret_history
    ADD CONSTRAINT secret_history_unit_id_person_id_fkey FOREIGN KEY (unit_id, person_id) REFERENCES public.person(unit_id, id);

ALTER TABLE ONLY public.secret
    ADD CONSTRAINT secret_unit_id_person_id_fkey FOREIGN KEY (unit_id, person_id) REFERENCES public.person(unit_id, id);

ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_unit_id_delegation_id_fkey FOREIGN KEY (unit_id, delegation_id) REFERENCES public.delegation(unit_id, id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_unit_id_person_id_fkey FOREIGN KEY (unit_id, person_id) REFERENCES public.person(unit_id, id);

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.source_text
    ADD CONSTRAINT source_text_unit_id_id_fkey FOREIGN KEY (unit_id, id) REFERENCES public.source(unit_id, id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.tally
    ADD CONSTRAINT tally_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.watch
    ADD CONSTRAINT watch_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

