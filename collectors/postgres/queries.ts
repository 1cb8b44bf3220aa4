/** Every statement that is ever put to PostgreSQL, word for word. The comment in front names it in the server's own log. */
import type { Call } from '../../src/model.ts';

export interface Question {
  readonly call: Call;
  /** One read; its rows become one JSON array on the server. */
  readonly sql: string;
}
const page = (name: string) => `https://www.postgresql.org/docs/current/${name}`;
const question = (name: string, operation: string, permission: string, docs: string, sql: string): Question => ({
  call: { operation: `postgres:Select${operation}`, permission, docs: page(docs) },
  sql: `/* claimcheck:${name} */ select coalesce(json_agg(q), '[]')::text as answer from (${sql.trim().replace(/\s+/g, ' ')}) q`,
});

export const IDENTITY = question(
  'identity',
  'Identity',
  'CONNECT on the database',
  'functions-info.html',
  `select current_user as user, current_database() as database, pg_is_in_recovery() as replica`,
);
export const SETTINGS = question(
  'settings',
  'Settings',
  'any role; a few settings are shown to pg_read_all_settings only',
  'view-pg-settings.html',
  `select name, setting from pg_catalog.pg_settings where name in ('password_encryption', 'ssl', 'ssl_min_protocol_version', 'log_connections',
   'log_disconnections', 'log_statement', 'logging_collector', 'server_version_num', 'archive_mode', 'wal_level')`,
);
/** Who is no member of pg_read_all_stats is shown other sessions without their addresses: those count as hidden. */
export const SESSIONS = question(
  'sessions',
  'Sessions',
  'pg_read_all_stats',
  'monitoring-stats.html#MONITORING-PG-STAT-SSL-VIEW',
  `select count(*) filter (where a.client_addr is not null) as remote,
   count(*) filter (where a.client_addr is not null and s.ssl is not true) as plain,
   count(*) filter (where a.backend_type is null) as hidden
   from pg_catalog.pg_stat_activity a left join pg_catalog.pg_stat_ssl s on s.pid = a.pid
   where a.backend_type is null or a.backend_type in ('client backend', 'walsender')`,
);
export const HBA_RULES = question(
  'hba-rules',
  'HbaRules',
  'SELECT on pg_hba_file_rules with EXECUTE on pg_hba_file_rules(), and EXECUTE on pg_stat_file(text)',
  'view-pg-hba-file-rules.html',
  `select line_number as line, type, database, user_name as users, address, netmask, auth_method as method, error,
   (pg_catalog.pg_stat_file(pg_catalog.current_setting('hba_file'))).modification > pg_catalog.pg_conf_load_time() as changed
   from pg_catalog.pg_hba_file_rules order by line_number`,
);
/** Kinds and counts: what is stored stays where it is. */
export const ROLE_VERIFIERS = question(
  'role-verifiers',
  'RoleVerifiers',
  'SELECT on pg_authid (superuser)',
  'catalog-pg-authid.html',
  `select case when rolpassword like 'SCRAM-SHA-256$%' then 'scram-sha-256' when rolpassword ~ '^md5[0-9a-f]{32}$' then 'md5'
   else 'other' end as kind, count(*) as count from pg_catalog.pg_authid where rolcanlogin and rolpassword is not null group by 1 order by 1`,
);
export const ROLES = question(
  'roles',
  'Roles',
  'any role',
  'view-pg-roles.html',
  `select rolname as name, rolsuper as superuser, rolcanlogin as login from pg_catalog.pg_roles order by rolname`,
);
export const ARCHIVER = question(
  'archiver',
  'Archiver',
  'any role',
  'monitoring-stats.html#MONITORING-PG-STAT-ARCHIVER-VIEW',
  `select archived_count as archived, failed_count as failed, last_archived_time as "lastArchived", last_failed_time as "lastFailed"
   from pg_catalog.pg_stat_archiver`,
);
export const REPLICAS = question(
  'replicas',
  'Replicas',
  'pg_read_all_stats',
  'monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW',
  `select application_name as name, state, sync_state as sync, extract(epoch from replay_lag) as "lagSeconds",
   sent_lsn = replay_lsn as "caughtUp" from pg_catalog.pg_stat_replication`,
);
export const PASSWORD_COLUMN: Call = {
  operation: 'postgres:SelectPasswordColumn',
  permission: 'USAGE on the schema and SELECT on the one column',
  docs: page('sql-grant.html'),
};

export const ROW_SECURITY: Call = {
  operation: 'postgres:SelectRowSecurity',
  permission: 'any role',
  docs: page('ddl-rowsecurity.html'),
};

/** By the last part of a question's address. */
export const QUESTIONS: Readonly<Record<string, Question>> = {
  identity: IDENTITY,
  settings: SETTINGS,
  sessions: SESSIONS,
  'hba-rules': HBA_RULES,
  'role-verifiers': ROLE_VERIFIERS,
  roles: ROLES,
  archiver: ARCHIVER,
  replicas: REPLICAS,
};
/** Questions about something that claimcheck.yaml names, by the last part of their addresses. */
export const ABOUT: Readonly<Record<string, Call>> = { 'password-column': PASSWORD_COLUMN, 'row-security': ROW_SECURITY };
export const COLUMN = 'password-column';
export const TABLE = 'row-security';
