drop function sharing_whom_to_tell, sharing_count_links, sharing_part_partners, sharing_join_partners, sharing_disclose, sharing_list_links, sharing_list_grants, sharing_set_consent, sharing_apply_templates,
  sharing_people_of_templates, sharing_phase_of, sharing_enter_phase, sharing_end_all, sharing_end_links, sharing_unlink_partner,
  sharing_narrow_partner, sharing_end_by_hand, sharing_grant_by_hand, sharing_link_partner, sharing_reconcile, sharing_wanted, sharing_require_grants,
  sharing_require_reach;
