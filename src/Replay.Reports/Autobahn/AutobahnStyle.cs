namespace Replay.Reports.Autobahn;

/// <summary>The style sheet of the pages.</summary>
internal static class AutobahnStyle
{
    /// <summary>No address but those of the report's own files is ever asked for, and nothing runs.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public const string Sheet =
        """
              :root { color-scheme: light dark; --ok: #0a7d32; --bad: #b3261e; --soft: #7a5b00; --info: #1f5fa8; --line: #8884; --faint: #8881; }
              body { box-sizing: border-box; font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1rem; }
              h1 { font-size: 1.4rem; } h2 { font-size: 1.2rem; } h3 { font-size: 1rem; }
              p.case { border-left: .5rem solid; font-size: 1.1rem; padding: .5rem 1rem; }
              .case_ok { color: var(--ok); } .case_failed { color: var(--bad); } .case_info { color: var(--info); }
              .case_non_strict, .case_almost, .case_unimplemented { color: var(--soft); } .case_missing { opacity: .6; }
              p.case_text_block { background: var(--faint); padding: .75rem 1rem; }
              span.case_pickle { font-family: ui-monospace, monospace; font-size: .85rem; overflow-wrap: anywhere; white-space: pre-wrap; }
              pre { font: .8rem/1.4 ui-monospace, monospace; margin: 0; overflow-x: auto; }
              pre.http_dump { background: var(--faint); margin: .5rem 0; padding: .5rem 1rem; }
              #wirelog { background: var(--faint); overflow-x: auto; padding: .5rem; }
              #wirelog pre { overflow: visible; unicode-bidi: plaintext; }
              .wirelog_tx_octets, .wirelog_tx_octets_sync, .wirelog_tx_frame, .wirelog_tx_frame_sync { color: #8a4b00; }
              .wirelog_rx_octets, .wirelog_rx_frame { color: #00558c; }
              .wirelog_tx_frame, .wirelog_tx_frame_sync, .wirelog_rx_frame { font-weight: bold; }
              .wirelog_kill_after, .wirelog_tcp_closed_by_me, .wirelog_tcp_closed_by_peer { color: var(--bad); }
              table { border-collapse: collapse; margin: .5rem 0; }
              td { border: 1px solid var(--line); padding: .2rem .6rem; text-align: right; vertical-align: top; }
              td.left, td.case, td.case_category, td.case_subcategory, td.outcome_desc { text-align: left; }
              tr.stats_header td, tr.case_category_row td { font-weight: bold; } tr.stats_total td { font-style: italic; }
              #agent_case_results td { text-align: center; } #agent_case_results td:first-child { text-align: left; }
              #details:checked ~ table td.close_hide { display: none; }
              .case_duration { font-size: .8rem; } a { color: inherit; }
              .hazard::before { border: 1px dotted; content: attr(title); font-size: .7em; } .hazard > span { display: none; }
              @media (prefers-color-scheme: dark) {
                 :root { --ok: #69d58c; --bad: #ff8a80; --soft: #e8c268; --info: #8dbdff; }
                 .wirelog_tx_octets, .wirelog_tx_octets_sync, .wirelog_tx_frame, .wirelog_tx_frame_sync { color: #f0b060; }
                 .wirelog_rx_octets, .wirelog_rx_frame { color: #7cc4f5; }
              }
              @media print { #wirelog, pre { overflow: visible; white-space: pre-wrap; } }

        """;
}
