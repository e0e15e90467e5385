/// The style sheet: tokens first, components use nothing but tokens. Light, dark, print, phone.
enum StyleSheet {
  static let text = tokens + ground + frame + parts + tables + forms + small

  static let tokens = """
    :root {
      color-scheme: light dark;
      --paper: #fbfaf8; --sheet: #ffffff; --rule: #e4e0d8; --rule-strong: #cfc9bd; --edge: #7d858c;
      --ink: #17222b; --ink-2: #52606b; --ink-3: #5f6b75;
      --accent: #0b5c7a; --accent-soft: #e3f0f4;
      --go: #176b43; --go-soft: #e2f2e9; --hold: #8a5300; --hold-soft: #fbeed6;
      --stop: #a3261b; --stop-soft: #fbe6e3; --idle: #56626c; --idle-soft: #eceae6;
      --u: 4px; --r: 6px;
      --font: system-ui, -apple-system, "Segoe UI", "Inter", sans-serif;
      --mono: ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #11171c; --sheet: #182026; --rule: #2a343c; --rule-strong: #3a4650; --edge: #76838d;
        --ink: #e8ecef; --ink-2: #aab5bd; --ink-3: #93a0a9;
        --accent: #6cc1de; --accent-soft: #17333e;
        --go: #6fd3a0; --go-soft: #15352a; --hold: #e9b860; --hold-soft: #38290f;
        --stop: #f2938a; --stop-soft: #3d1c19; --idle: #a3afb8; --idle-soft: #232c33;
      }
    }

    """

  static let ground = """
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.5 var(--font);
      font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
    a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
    p a, dd a, li a, .facts a { text-decoration: underline; text-decoration-color: var(--rule-strong);
      text-underline-offset: 2px; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
    main:focus { outline: none; }
    h1 { font-size: 22px; line-height: 1.25; margin: 0; font-weight: 650; letter-spacing: -.01em; }
    h2 { font-size: 12px; margin: 0 0 calc(2*var(--u)); font-weight: 650; color: var(--ink-2);
      text-transform: uppercase; letter-spacing: .06em; }
    h2.name { font-size: 16px; text-transform: none; letter-spacing: 0; margin: 0; }
    h3 { font-size: 14px; margin: 0; font-weight: 600; } h3 a, h2.name a { display: inline-block; min-height: 24px; }
    .prose + h2 { margin-top: calc(4*var(--u)); }
    p { margin: 0 0 calc(2*var(--u)); }
    small, .quiet { color: var(--ink-3); font-size: 12.5px; }
    code, pre { font: 12.5px/1.5 var(--mono); }
    code.long { overflow-wrap: anywhere; }
    pre { margin: 6px 0 0; padding: 10px; background: var(--paper); border: 1px solid var(--rule);
      border-radius: var(--r); overflow: auto; max-height: 480px; white-space: pre-wrap; overflow-wrap: anywhere; }
    .ref { font-family: var(--mono); font-size: 12.5px; color: var(--ink-2); white-space: nowrap; }
    a.ref { color: var(--accent); } .title > div > .ref { display: inline-block; min-height: 24px; }
    .prose { white-space: pre-line; max-width: 75ch; margin-bottom: calc(3*var(--u)); }
    dd .prose { margin: 0; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .skip { position: absolute; left: -9999px; } .skip:focus { left: 8px; top: 8px; z-index: 2;
      background: var(--sheet); padding: 8px 12px; border-radius: var(--r); }
    summary { cursor: pointer; color: var(--ink-2); padding: 3px 0; }
    summary:hover { color: var(--ink); } details.record { margin-top: 2px; }
    details.record > summary { font-size: 12px; color: var(--ink-3); padding: 2px 0; min-height: 24px; }
    details.record p { font-size: 12px; color: var(--ink-3); margin: 0; overflow-wrap: anywhere; }
    .because { color: var(--ink-2); border-left: 2px solid var(--rule-strong); padding-left: 8px; margin-top: 2px;
      white-space: pre-line; max-width: 75ch; }
    ul.plain { list-style: none; margin: 0; padding: 0; } ul.plain li { padding: 3px 0; }

    """

  static let frame = """
    .shell { display: grid; grid-template-columns: 208px minmax(0, 1fr); min-height: 100vh; }
    nav { border-right: 1px solid var(--rule); padding: calc(4*var(--u)) calc(3*var(--u)); }
    .places { display: flex; flex-direction: column; gap: 1px; } #menu, nav > label.button { display: none; }
    .brand { font-weight: 700; letter-spacing: -.01em; font-size: 16px; display: flex; gap: 8px; align-items: center; }
    nav .brand { padding: 0 calc(2*var(--u)) calc(4*var(--u)); color: var(--ink); justify-content: flex-start; }
    .mark-ship .way { fill: var(--accent); }
    .mark-ship .hull { fill: none; stroke: var(--accent); stroke-width: 1.6; }
    nav a { color: var(--ink-2); padding: 5px calc(2*var(--u)); border-radius: var(--r); }
    nav a[aria-current] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
    nav .group { margin-top: calc(4*var(--u)); padding: 0 calc(2*var(--u)) 2px; font-size: 11px; color: var(--ink-3);
      text-transform: uppercase; letter-spacing: .07em; }
    .page { padding: calc(5*var(--u)) calc(8*var(--u)) calc(12*var(--u)); max-width: 1360px; width: 100%; }
    .alone { max-width: 460px; margin: 8vh auto; padding: 0 16px; }
    .alone h1 { margin-bottom: calc(4*var(--u)); }
    .top { display: flex; gap: calc(4*var(--u)); align-items: center; justify-content: space-between;
      margin-bottom: calc(5*var(--u)); }
    .search { flex: 1; max-width: 420px; position: relative; }
    .search input { width: 100%; padding-right: 34px; }
    .search kbd { position: absolute; right: 10px; top: 8px; font: 11px var(--mono); color: var(--ink-3);
      border: 1px solid var(--rule-strong); border-radius: 4px; padding: 0 5px; pointer-events: none; }
    legend { padding: 0; }
    .viewer { display: flex; gap: calc(3*var(--u)); align-items: center; }
    .title { display: flex; align-items: flex-start; gap: calc(6*var(--u)); justify-content: space-between;
      margin-bottom: calc(5*var(--u)); }
    .title > :first-child { flex: 1; min-width: 0; } .title > .acts { justify-content: flex-end; max-width: 50%; } .lead { font-size: 15px; margin: 4px 0 0; max-width: 75ch; }
    .facts { display: flex; flex-wrap: wrap; gap: 4px calc(5*var(--u)); margin-top: 6px; color: var(--ink-2); }
    .facts b { color: var(--ink); font-weight: 600; }
    .acts { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 8px; margin: 0; } p.acts:not(:empty) { margin-top: calc(3*var(--u)); }
    .button { display: inline-block; border: 1px solid var(--edge); background: var(--sheet); color: var(--ink);
      border-radius: var(--r); padding: 6px 12px; font: inherit; font-weight: 550; white-space: nowrap; cursor: pointer; }
    .button:hover { text-decoration: none; border-color: var(--ink-2); }
    .button.primary { background: var(--accent); border-color: var(--accent); color: var(--paper); }
    .button.danger { background: var(--stop); border-color: var(--stop); color: var(--paper); }
    p .button, li .button, dd .button { text-decoration: none; }
    .button[aria-busy] { opacity: .6; }
    .off { display: inline-flex; flex-direction: column; gap: 2px; max-width: 260px; }
    .off .button { align-self: flex-start; color: var(--ink-3); border-color: var(--rule-strong); border-style: dashed;
      background: none; cursor: not-allowed; }
    .off small { overflow-wrap: anywhere; } .count-line { margin: calc(2*var(--u)) 0 0; }
    .card .due { margin: 0; } .not-now { margin-bottom: calc(3*var(--u)); }

    """

  static let parts = """
    .spine { list-style: none; display: grid; grid-template-columns: repeat(6, 1fr); margin: calc(6*var(--u)) 0;
      padding: 0; }
    .spine li { position: relative; padding-top: 22px; color: var(--ink-2); }
    .spine li::before { content: ""; position: absolute; top: 7px; left: 0; right: 0; height: 2px;
      background: var(--rule-strong); }
    .spine li::after { content: ""; position: absolute; top: 1px; left: 0; width: 14px; height: 14px;
      border-radius: 50%; background: var(--paper); border: 2px solid var(--edge); }
    .spine .done::before { background: var(--go); }
    .spine .done::after { background: var(--go); border-color: var(--go); }
    .spine .now::after { border-color: var(--accent); box-shadow: 0 0 0 4px var(--accent-soft); background: var(--accent); }
    .spine li:last-child::before { right: auto; width: 14px; }
    .spine strong { display: block; color: var(--ink); font-weight: 600; } .spine .now strong { color: var(--accent); }
    .grid { display: grid; grid-template-columns: minmax(0, 1fr) 320px; gap: calc(5*var(--u)); align-items: start; }
    .sheet { background: var(--sheet); border: 1px solid var(--rule); border-radius: calc(2*var(--u));
      padding: calc(4*var(--u)); margin-bottom: calc(5*var(--u)); }
    .blockers { border-left: 3px solid var(--hold); } .problem { border-left: 3px solid var(--stop); }
    .problem h2 { color: var(--stop); text-transform: none; font-size: 15px; letter-spacing: 0; }
    ol.reasons { margin: 0; padding: 0; list-style: none; }
    ol.reasons > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px calc(4*var(--u));
      padding: 9px 0; border-top: 1px solid var(--rule); }
    .not-now ol.reasons > li { grid-template-columns: minmax(0, 1fr); } .not-now .who { align-items: flex-start; }
    ol.reasons > li:first-child { border-top: 0; padding-top: 0; }
    ol.talk { margin: 0; padding-left: 20px; }
    .mark { display: inline-flex; align-items: center; gap: 6px; font-size: 12.5px; font-weight: 600;
      border-radius: 999px; padding: 1px 9px; line-height: 1.4; }
    td .mark { white-space: nowrap; }
    .mark::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: currentColor; flex: none; }
    .mark.go { color: var(--go); background: var(--go-soft); }
    .mark.hold { color: var(--hold); background: var(--hold-soft); }
    .mark.stop { color: var(--stop); background: var(--stop-soft); }
    .mark.idle { color: var(--idle); background: var(--idle-soft); }
    .exposure { max-width: 100%; height: auto; } .exposure rect { stroke: var(--rule-strong); rx: 3px; }
    .exposure text { font: 600 11px var(--font); fill: var(--ink); } .exposure .axis { font-weight: 400; fill: var(--ink-2); }
    .exposure .low rect { fill: var(--go-soft); } .exposure .medium rect { fill: var(--idle-soft); }
    .exposure .high rect { fill: var(--hold-soft); } .exposure .critical rect { fill: var(--stop-soft); }
    .exposure .taken rect { stroke: var(--edge); stroke-width: 2; }
    .mark.stop::before { border-radius: 1px; }
    .mark.hold::before { clip-path: polygon(50% 0, 100% 100%, 0 100%); border-radius: 0; }
    .lanes { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: calc(3*var(--u));
      margin-bottom: calc(6*var(--u)); }
    .lanes.beside { grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); }
    .lane { border-top: 2px solid var(--rule-strong); padding-top: calc(2*var(--u)); min-width: 0; }
    .lane.busy { border-top-color: var(--accent); }
    .lane .count { color: var(--ink-3); font-weight: 400; } .lane .quiet { overflow-wrap: anywhere; }
    .card { background: var(--sheet); border: 1px solid var(--rule); border-radius: calc(2*var(--u));
      padding: calc(3*var(--u)); margin-bottom: calc(3*var(--u)); }
    .card p { margin: 4px 0 0; } .card a.ref { display: inline-block; line-height: 24px; } .card .block { font-size: 13px; } .card .mark { margin-right: 2px; }
    .onward { border-left: 3px solid var(--go); } .onward p { margin: 0; }
    .who { display: flex; flex-direction: column; gap: 6px; align-items: flex-end; }
    .big { font-size: 44px; line-height: 1.1; font-weight: 650; margin: 0; } .big small { font-size: 20px; }
    .hosts { display: flex; flex-wrap: wrap; gap: 3px; }
    .hosts i { width: 14px; height: 14px; border-radius: 2px; background: var(--idle-soft); border: 1px solid var(--edge); }
    .hosts .ok { background: var(--go); border-color: var(--go); }
    .hosts .run { background: var(--accent); border-color: var(--accent); border-radius: 50%; }
    .hosts .bad { background: var(--stop); border-color: var(--stop); transform: rotate(45deg) scale(.85); }
    .hosts .back { background: var(--hold); border-color: var(--hold); border-radius: 7px 7px 0 0; }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-top: 8px; color: var(--ink-3); font-size: 12.5px; }
    .legend .hosts { display: inline-flex; vertical-align: -2px; margin-right: 6px; }
    .empty { color: var(--ink-2); max-width: 70ch; margin: 0; }
    #live-note { text-align: right; margin: 0; }

    """

  static let tables = """
    .scroll { overflow-x: auto; position: relative; }
    table { border-collapse: collapse; width: 100%; }
    caption { text-align: left; color: var(--ink-3); font-size: 12.5px; padding-bottom: 6px; }
    thead th { text-align: left; font-weight: 600; font-size: 12.5px; color: var(--ink-3);
      border-bottom: 1px solid var(--rule-strong); padding: 4px 12px 6px 0; vertical-align: baseline; }
    thead th a { color: inherit; }
    td, tbody th { border-bottom: 1px solid var(--rule); padding: 8px 12px 8px 0; vertical-align: top;
      text-align: left; font-weight: inherit; }
    tbody tr:last-child > * { border-bottom: 0; } .sheet tbody tr:last-child > td { padding-bottom: 0; }
    .sheet > p:last-child, ol.reasons > li:last-child { margin-bottom: 0; padding-bottom: 0; }
    tbody tr:focus-within { background: var(--accent-soft); }
    td.num, thead th.num { text-align: right; white-space: nowrap; }
    time { white-space: nowrap; }
    table.log td:first-child { width: 150px; color: var(--ink-2); } table.log td:last-child { width: 22%; }
    table.log td { padding-top: 7px; padding-bottom: 5px; }
    td a, thead th a, ul.plain a { display: inline-block; min-height: 24px; }
    table.log td a { display: inline; padding: 0; text-decoration: underline; text-underline-offset: 2px;
      text-decoration-color: var(--rule-strong); }
    table.inventory { table-layout: fixed; } table.inventory td { padding-top: 4px; padding-bottom: 4px; }
    td code { overflow-wrap: anywhere; } td code[title] { white-space: nowrap; }
    details + details > summary { margin-top: 8px; }
    details.sheet > summary { margin: 0; } details.sheet[open] > summary { margin-bottom: calc(3*var(--u)); }
    table.matrix td { text-align: center; padding: 4px; min-width: 30px; } table.matrix .yes { color: var(--go); }
    table.matrix tbody th { min-width: 260px; }
    table.matrix th.up { vertical-align: bottom; padding: 4px; }
    table.matrix th.up span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
    dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 5px calc(4*var(--u)); margin: 0; }
    dt { color: var(--ink-3); } dd { margin: 0; }

    """

  static let forms = """
    input, textarea, select { font: inherit; color: var(--ink); background: var(--sheet); border: 1px solid var(--edge);
      border-radius: var(--r); padding: 6px 10px; max-width: 100%; }
    input::placeholder { color: var(--ink-3); opacity: 1; }
    form.act { max-width: 760px; } form.act > .acts { border-top: 1px solid var(--rule);
      padding-top: calc(4*var(--u)); }
    .pair { display: flex; flex-wrap: wrap; gap: 0 calc(4*var(--u)); } .pair .field { min-width: 120px; }
    .field input.short { width: 9em; } .pair .field input.short { width: 9em; }
    .picks { border: 1px solid var(--edge); border-radius: var(--r); padding: 4px 10px; max-height: 260px;
      overflow: auto; background: var(--sheet); }
    .wrong .picks { border: 2px solid var(--stop); } .pick code { color: var(--ink-3); }
    .field { margin-bottom: calc(4*var(--u)); max-width: 640px; }
    .field > label, .vote > label, .halt label, legend { font-weight: 600; display: block; }
    .field input:not([type=number]):not([type=date]):not([type=datetime-local]):not([type=checkbox]), .field textarea,
    .vote textarea { width: 100%; }
    .field select { min-width: 160px; }
    textarea { display: block; resize: vertical; } textarea.code { font-family: var(--mono); font-size: 12.5px; }
    .about { color: var(--ink-3); font-size: 12.5px; margin: 0 0 4px; }
    .must { color: var(--ink-3); font-weight: 400; font-size: 12.5px; }
    .says { color: var(--stop); font-weight: 600; margin: 0 0 4px; }
    .wrong input, .wrong textarea, .wrong select { border-color: var(--stop); border-width: 2px; }
    fieldset { border: 1px solid var(--rule); border-radius: var(--r); margin: 0 0 calc(4*var(--u));
      padding: calc(3*var(--u)) calc(4*var(--u)) 0; max-width: 680px; }
    .filters { display: flex; flex-wrap: wrap; gap: calc(3*var(--u)); align-items: end; margin-bottom: calc(4*var(--u)); }
    .filters label { color: var(--ink-2); font-size: 12.5px; } .filters select, .filters input { display: block; max-width: 280px; }
    .vote { margin-top: calc(4*var(--u)); }
    .vote fieldset { border: 0; padding: 0; margin: 0 0 8px; }
    .pick { display: flex; align-items: center; gap: 8px; padding: 4px 0; font-weight: 400; min-height: 28px; }
    .pick input { margin: 0; width: 18px; height: 18px; flex: none; accent-color: var(--accent); }
    .field fieldset.many { border: 0; padding: 0; margin: 0; } .narrow-down { display: none; margin-bottom: 6px; }
    .js .narrow-down { display: block; }
    .halt { display: flex; flex-wrap: wrap; gap: calc(3*var(--u)); align-items: center; }
    .halt input[type=text] { flex: 1; min-width: 200px; }
    .votes li { padding: 5px 0; } .pick[hidden] { display: none; }

    """

  static let small = """
    @media (max-width: 1240px) { .lanes { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
    @media (max-width: 1100px) { .grid { grid-template-columns: minmax(0, 1fr); } }
    @media (max-width: 900px) {
      .shell { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto 1fr; }
      nav { border-right: 0; border-bottom: 1px solid var(--rule); padding: 8px 16px; display: flex; flex-wrap: wrap;
        align-items: center; justify-content: space-between; }
      nav .brand { padding: 4px 8px 4px 0; } nav > label.button { display: inline-flex; align-items: center; }
      #menu { display: block; } #menu:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }
      .places { display: none; width: 100%; padding-top: 8px; } #menu:checked ~ .places { display: flex; }
      .page { padding: 16px; } .title { flex-direction: column; gap: 12px; } .title > .acts { justify-content: flex-start; max-width: none; }
      .top { flex-wrap: wrap; gap: 8px 16px; margin-bottom: 12px; } .viewer { flex: 1; justify-content: space-between; }
      .search { min-width: 100%; } .who { align-items: flex-start; } .lanes { grid-template-columns: minmax(0, 1fr); }
      .lane.idle { display: none; } .search kbd { display: none; }
      /* A chart of days has no room here; the table below it says the same. */
      .sheet:has(> .scroll > .gantt) { display: none; }
      .spine { grid-template-columns: 1fr; margin: 20px 0; } .spine li { padding: 0 0 14px 26px; }
      .spine li::before { top: 8px; bottom: -8px; left: 6px; right: auto; width: 2px; height: auto; }
      .spine li:last-child::before { display: none; }
      ol.reasons > li { grid-template-columns: minmax(0, 1fr); }
      input, textarea, select { font-size: 16px; } .button { white-space: normal; }
      .filters label { flex: 1 1 40%; } .filters select, .filters input { width: 100%; max-width: none; }
    }
    @media (min-width: 701px) { td:first-child a:not(.act-link) { white-space: nowrap; } }
    @media (max-width: 700px) {
      table.rows, table.rows tbody, table.rows tr, table.rows td { display: block; width: auto; }
      table.rows thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden;
        clip-path: inset(50%); }
      table.rows tbody tr { padding: 10px 0; border-bottom: 1px solid var(--rule); }
      table.rows tbody tr:first-child { padding-top: 0; } table.rows tbody tr:last-child { border-bottom: 0; }
      table.rows td, table.rows td.num { border: 0; padding: 3px 0; display: grid; text-align: left;
        grid-template-columns: 104px minmax(0, 1fr); gap: 8px; white-space: normal; align-items: baseline; }
      table.rows td::before { content: attr(data-label); color: var(--ink-3); font-size: 12.5px; }
      table.rows td:empty { display: none; }
      table.rows td:first-child { display: block; font-weight: 600; } table.rows td:first-child::before { content: none; }
      table.log tr { display: flex; flex-wrap: wrap; gap: 0 12px; }
      table.log td, table.log td:first-child, table.log td:last-child { display: block; width: auto; font-weight: 400; }
      table.log td:nth-child(2) { order: 3; width: 100%; }
      table.log td::before { content: none; } table.log td:last-child br { display: none; }
      table.log td:last-child small::before { content: " · "; } table.log td:last-child { color: var(--ink-2); }
      table.matrix caption { display: block; }
      table.matrix, table.matrix tbody, table.matrix tr, table.matrix th { display: block; }
      table.matrix thead, table.matrix td { display: none; } table.matrix tr { border-bottom: 1px solid var(--rule); }
      table.matrix td.yes { display: inline-flex; gap: 4px; padding: 0 10px 8px 0; border: 0; min-width: 0; }
      table.matrix td.yes::after { content: attr(data-label); font-size: 12.5px; } table.matrix tbody th { border: 0; }
      .big { font-size: 56px; }
    }
    @media (pointer: coarse) {
      .button, nav a, .pick, summary, input:not([type=radio]):not([type=checkbox]), select {
        min-height: 44px; }
      nav a, .pick { display: flex; align-items: center; }
      .button { padding-top: 10px; padding-bottom: 10px; }
      .pick input { width: 22px; height: 22px; }
      td a, thead th a, ul.plain a, h3 a { padding: 6px 0; } .field select { min-height: 44px; }
      details.record > summary { min-height: 44px; padding: 12px 0; }
      .halt .button.danger { width: 100%; min-height: 56px; font-size: 17px; }
    }
    @media (prefers-reduced-motion: no-preference) { .button, nav a { transition: background-color .12s; } }
    @media (forced-colors: active) { .mark, .hosts i { border: 1px solid CanvasText; } }
    .gantt { display: block; min-width: 720px; max-width: 100%; height: auto; }
    .gantt text { font-size: 12px; fill: var(--ink); } .gantt .when { fill: var(--ink-3); font-size: 11px; }
    .gantt .tick { stroke: var(--rule); } .gantt .now { stroke: var(--stop); stroke-dasharray: 4 3; }
    .gantt .link { fill: none; stroke: var(--edge); } .gantt .plain { fill: var(--accent); }
    .gantt .hard { fill: var(--accent); stroke: var(--ink); stroke-width: 2; }
    .gantt .late { fill: var(--stop); stroke: var(--ink); stroke-dasharray: 3 2; } .gantt .done { fill: var(--idle); }
    .gantt .part { fill: var(--sheet); } .gantt .agreed { fill: var(--ink-3); }
    .legend .key { display: inline-block; width: 18px; height: 10px; background: var(--accent); margin-left: 8px; }
    .legend .hard { outline: 2px solid var(--ink); } .legend .late { background: var(--stop); outline: 1px dashed var(--ink); }
    .legend .agreed { height: 3px; background: var(--ink-3); vertical-align: middle; }
    @media print {
      nav, .top, .button, .acts, .filters, .skip, #live-note, form, details.record:not([open]) { display: none; }
      .grid { display: block; } :root { --ink: #000; --ink-2: #333; --ink-3: #444; --sheet: #fff; --paper: #fff; }
      a { color: inherit; }
      .shell { display: block; } body { background: #fff; color: #000; } .page { padding: 0; max-width: none; }
      .sheet { break-inside: avoid; border-color: #999; } .sheet:has(tbody) { break-inside: auto; }
      tr, .card, ol.reasons > li { break-inside: avoid; } h2 { break-after: avoid; } .scroll { overflow: visible; }
      .mark, .spine li, .hosts, .gantt, .legend .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      .spine { grid-template-columns: repeat(6, 1fr); } .spine li { padding: 22px 6px 0 0; }
      .spine li::before { inset: 7px 0 auto 0; width: auto; height: 2px; }
      pre { max-height: none; }
    }

    """
}
