/** Whether a table holds rows back, and from whom not. Pure. */
import { literal } from '../formats.ts';

/**
 * Superusers and roles with BYPASSRLS see every row; so does the owner, with all who have his rights, unless row security is forced:
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
export function rowSecurityOf(schema: string, table: string): string {
  return `/* claimcheck:row-security */ select coalesce(json_agg(q), '[]')::text as answer from (
    select c.relrowsecurity as enabled, c.relforcerowsecurity as forced, pg_catalog.pg_get_userbyid(c.relowner) as owner,
    (select count(*) from pg_catalog.pg_policy p where p.polrelid = c.oid) as policies,
    (select coalesce(json_agg(json_build_object('name', r.rolname, 'superuser', r.rolsuper, 'bypass', r.rolbypassrls,
      'owns', pg_catalog.pg_has_role(r.oid, c.relowner, 'usage')) order by r.rolname), '[]')
     from pg_catalog.pg_roles r where r.rolcanlogin and (r.rolsuper or r.rolbypassrls or pg_catalog.pg_has_role(r.oid, c.relowner, 'usage'))) as past
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname = ${literal(schema)} and c.relname = ${literal(table)}) q`
    .replace(/\n\s+/g, ' ')
    .replace('( select', '(select');
}
