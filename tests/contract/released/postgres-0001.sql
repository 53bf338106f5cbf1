-- A database of schema version 1 as released: never edited again. Read by tests/contract/test_store.c.

SELECT pg_catalog.set_config('search_path', '', false);

CREATE FUNCTION public.append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;

CREATE FUNCTION public.text_has(hay text, part text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT coalesce(strpos(hay COLLATE "C", part) > 0, false) $$;

CREATE TABLE public.aspect (
    unit_id bigint NOT NULL,
    report_id bigint NOT NULL,
    pos bigint NOT NULL,
    no text COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    span_start bigint NOT NULL,
    span_end bigint NOT NULL
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

CREATE TABLE public.series (
    unit_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    last bigint NOT NULL
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

CREATE TABLE public.unit (
    unit_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C"
);

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

INSERT INTO public.series VALUES (1, 'decision', 2);
INSERT INTO public.series VALUES (1, 'item', 5);
INSERT INTO public.series VALUES (1, 'round', 1);
INSERT INTO public.series VALUES (1, 'source', 1);

INSERT INTO public.source VALUES (1, 1, '53d1717b6ce690531131523684d601317a8aafa1ad0a11fdd542991024e95e9b', 702, '云岭.txt', '2025-01-01T08:00:00+08:00');

INSERT INTO public.source_text VALUES (1, 1, '\x7469746c6520e4b8ade585b1e4ba91e5b2ade5b882e59f8ee5b882e7aea1e79086e5b180e5859ae7bb84e585b3e4ba8ee5b7a1e5af9fe695b4e694b9e8bf9be5b195e68385e586b5e79a84e9809ae68aa50a756e697420e4ba91e5b2ade5b882e59f8ee5b882e7aea1e79086e5b180e5859ae7bb840a696e73706563746f7220e5b882e5a794e7acace4b889e5b7a1e5af9fe7bb840a666565646261636b20323032342d30352d31300a2320e890bde5ae9ee586b3e7ad96e983a8e7bdb2e696b9e99da20a232320e5ada6e4b9a0e4b88de6b7b1e585a5e79a84e997aee9a2980a2d20e5ada6e4b9a0e8aea1e58892e785a7e68a84e4b88ae5b9b40a2a20e9878de696b0e588b6e8aea2e5ada6e4b9a0e8aea1e588920a3e20e585ade69c88e5b7b2e58db0e58f91e696b0e8aea1e588920a3d20646f6e6520323032342d30362d333020e5b7b2e5ae8ce688900a2d20313030255fe79a84e58da0e98193e68a95e8af89e6b2a1e69c89e59b9ee99fb30a2a20e98090e4bbb6e59b9ee8aebf0a3d206c6f6e675f7465726d20323032342d30372d313520e5ae8ce68890e5b9b6e995bfe69c9fe59d9ae68c810a2320e5b9b2e983a8e9989fe4bc8de696b9e99da20a232320e58fb0e8b4a6e4b88de585a8e79a84e997aee9a2980a6e65773a2d20e696b0e79c8be587bae69da5e79a84e4b880e69da10a2d20e8bda6e8be86e58fb0e8b4a6e7bcbae58d81e4ba8ce8be860a2a20e98090e8bda6e6a0b8e5afb90a3d20696e5f70726f677265737320323032342d30382d303120e6ada3e59ca8e68ea8e8bf9b0a232320e580bce78fade884b1e5b297e79a84e997aee9a2980a6f6c643a2d20e5a49ce78fade4b8a4e6aca1e697a0e4babae68ea5e590ac0a2a20e5ae8ce59684e580bce78fade588b6e5baa60a2120e88081e697a7e6b3b5e7ab99e694b9e980a00a2d20e8b584e98791e6b2a1e69c89e79d80e890bd0a');

INSERT INTO public.unit VALUES (1, '本单位');

ALTER TABLE ONLY public.aspect
    ADD CONSTRAINT aspect_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.decision_item
    ADD CONSTRAINT decision_item_pkey PRIMARY KEY (unit_id, report_id, decision_id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_unit_id_id_key UNIQUE (unit_id, id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_unit_id_report_id_key_key UNIQUE (unit_id, report_id, key);

ALTER TABLE ONLY public.measure
    ADD CONSTRAINT measure_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_unit_id_report_id_key_key UNIQUE (unit_id, report_id, key);

ALTER TABLE ONLY public.progress
    ADD CONSTRAINT progress_pkey PRIMARY KEY (unit_id, report_id, pos);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.round
    ADD CONSTRAINT round_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.schema_history
    ADD CONSTRAINT schema_history_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (unit_id, name);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.source_text
    ADD CONSTRAINT source_text_pkey PRIMARY KEY (unit_id, id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_unit_id_sha256_key UNIQUE (unit_id, sha256);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_name_key UNIQUE (name);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (unit_id);

CREATE INDEX decision_report ON public.decision USING btree (unit_id, report_id, subject, key, id);

CREATE INDEX item_status ON public.item USING btree (unit_id, status, report_id, pos);

CREATE INDEX report_round ON public.report USING btree (unit_id, round_id);

CREATE INDEX round_unit_name ON public.round USING btree (unit_id, unit_name);

CREATE TRIGGER decision_kept BEFORE DELETE ON public.decision FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER decision_not_emptied BEFORE TRUNCATE ON public.decision FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER decision_unchanged BEFORE UPDATE ON public.decision FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_kept BEFORE DELETE ON public.source FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_not_emptied BEFORE TRUNCATE ON public.source FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_text_kept BEFORE DELETE ON public.source_text FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_text_not_emptied BEFORE TRUNCATE ON public.source_text FOR EACH STATEMENT EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_text_unchanged BEFORE UPDATE ON public.source_text FOR EACH ROW EXECUTE FUNCTION public.append_only();

CREATE TRIGGER source_unchanged BEFORE UPDATE ON public.source FOR EACH ROW EXECUTE FUNCTION public.append_only();

ALTER TABLE ONLY public.aspect
    ADD CONSTRAINT aspect_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.decision_item
    ADD CONSTRAINT decision_item_unit_id_decision_id_fkey FOREIGN KEY (unit_id, decision_id) REFERENCES public.decision(unit_id, id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.source(unit_id, id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.measure
    ADD CONSTRAINT measure_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.progress
    ADD CONSTRAINT progress_unit_id_report_id_fkey FOREIGN KEY (unit_id, report_id) REFERENCES public.report(unit_id, id);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_unit_id_id_fkey FOREIGN KEY (unit_id, id) REFERENCES public.source(unit_id, id);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_unit_id_round_id_fkey FOREIGN KEY (unit_id, round_id) REFERENCES public.round(unit_id, id);

ALTER TABLE ONLY public.round
    ADD CONSTRAINT round_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.source_text
    ADD CONSTRAINT source_text_unit_id_id_fkey FOREIGN KEY (unit_id, id) REFERENCES public.source(unit_id, id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

