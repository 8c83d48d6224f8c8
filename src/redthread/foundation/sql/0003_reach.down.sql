drop function access.is_in_reach, access.break_glass, access.list_grants, access.end_grant, access.grant_role, access.place_client,
  access.set_language, access.create_actor, access.create_partner, access.create_relative, access.end_outsider, access.require_colleague, access.manages_grant, access.may_grant, access.manages_scope,
  access.require_place, access.works_at, access.refresh_all, access.refresh_actor, access.refresh_client,
  access.refresh_partners, access.hold_member, access.hold_partners, access.derive, access.houses_of, access.parts_of;
drop view access.partner_reach;
