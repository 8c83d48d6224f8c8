-- What people answered is read with the questions of its version: a published version never changes.
alter table forms_formdefinition add constraint form_definition_names_its_row
    check (definition ->> 'code' = code and (definition ->> 'version')::bigint = version);

create function forms_keep_published() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if new.status = 'retired' then
            raise exception 'form %, version %: only a published version can be retired', new.code, new.version
                using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end if;
    if tg_op = 'DELETE' then
        if old.status <> 'draft' then
            raise exception 'form %, version % is published and stays', old.code, old.version
                using errcode = 'integrity_constraint_violation';
        end if;
        return old;
    end if;
    if old.status = 'draft' then
        if new.status = 'retired' or (new.code, new.version) is distinct from (old.code, old.version) then
            raise exception 'form %, version %: a draft keeps its name until it is published', old.code, old.version
                using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end if;
    if old.status = 'published' and new.status = 'retired'
        and (to_jsonb(new) - 'status' - 'retired_at') = (to_jsonb(old) - 'status' - 'retired_at') then
        return new;
    end if;
    raise exception 'form %, version % is %: it cannot be changed; save a new version', old.code, old.version, old.status
        using errcode = 'integrity_constraint_violation';
end $$;

create trigger forms_keep_published before insert or update or delete on forms_formdefinition
    for each row execute function forms_keep_published();
