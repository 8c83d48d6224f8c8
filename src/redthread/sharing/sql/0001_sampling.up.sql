-- What the data protection officer checks: a sample of all looks, and every record that was opened outside somebody's reach.

-- A random sample of looks in a period. Taken from random blocks, so that a year of looks costs no more than a day of them;
-- a small table is read whole. Only looks at a client: lists and searches have none.
create function access.sample_looks(p_from timestamptz, p_until timestamptz, p_limit int)
returns table (at timestamptz, actor_id bigint, name text, title text, client_id bigint, number text, classes bigint, route text, purpose text)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare total float; share float; begin
  perform access.require('thread.sample');
  select sum(greatest(c.reltuples, 0)) into total from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'access.read_audit'::regclass;
  share := case when coalesce(total, 0) < 200000 then 100 else greatest(0.01, 100 * 100000 / total) end;
  return query
    select r.at, a.id, a.name, a.title, r.client_id, c.number::text, r.classes, r.route, r.purpose
    from access.read_audit r tablesample system (share)
      join access.actor a on a.id = r.actor_id left join people_client c on c.id = r.client_id
    where r.at >= p_from and r.at < p_until and r.client_id is not null and r.classes <> 0 and a.kind = 'staff'
    order by random() limit least(p_limit, 200);
end $$;

-- Every record opened outside somebody's reach, newest first, with what was read while it was open.
create function access.list_glass(p_before timestamptz, p_limit int)
returns table (grant_id bigint, at timestamptz, until timestamptz, actor_id bigint, name text, title text, client_id bigint, number text,
  purpose text, reason text, looks bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('thread.sample');
  return query
    select g.id, g.valid_from, g.valid_until, a.id, a.name, a.title, g.scope_id, c.number::text, split_part(g.basis, ':', 2), g.reason,
      (select count(*) from access.read_audit r where r.actor_id = a.id and r.client_id = g.scope_id
        and r.at >= g.valid_from and r.at < g.valid_until and r.classes <> 0)
    from access.reach_grant g join access.actor a on a.id = g.actor_id left join people_client c on c.id = g.scope_id
    where g.basis like 'break-glass:%' and g.valid_from < p_before
    order by g.valid_from desc, g.id desc limit least(p_limit, 200);
end $$;
