namespace EngageBot.Dialogs.Pictures;

/// <summary>Colours and fonts of a drawing; every pair of text and ground has a contrast of at least 4.5, in light and in dark.</summary>
internal static class SvgStyle
{
    public const string Css = """
        <defs>
        <marker id="goes" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 1 L9 5 L0 9 z"/></marker>
        <marker id="skips" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 1 L9 5 L0 9 z"/></marker>
        <marker id="fails" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path class="tip bad" d="M0 1 L9 5 L0 9 z"/></marker>
        </defs>
        <style>
        svg { --page: #ffffff; --ink: #1c1f24; --soft: #545b66; --line: #7a828e; --box: #ffffff; --edge: #c3c9d2; --bad: #b3261e;
          --ask: #1f6feb; --say: #5b6470; --do: #7a3fc4; --wait: #9a6200; --call: #0a7285; --final: #1a7f37; --route: #545b66;
          --tint-final: #e6f4ea; --tint-route: #f1f3f6; --group: #f7f8fa; }
        @media (prefers-color-scheme: dark) { svg { --page: #14171c; --ink: #eceff4; --soft: #a9b2bf; --line: #8791a0; --box: #1e232b; --edge: #3d4653; --bad: #ff8a80;
          --ask: #6cb0ff; --say: #b3bcc8; --do: #c9a2ff; --wait: #f0b24a; --call: #4fd0e4; --final: #63d68a; --route: #a9b2bf;
          --tint-final: #17301f; --tint-route: #262c35; --group: #191d23; } }
        text { font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; fill: var(--ink); }
        .page { fill: var(--page); } .head { font-size: 19px; font-weight: 650; } .sub, .key { font-size: 12px; fill: var(--soft); }
        .box { fill: var(--box); stroke: var(--edge); stroke-width: 1.2; } .bar { fill: var(--c); } .kind { font-size: 9.5px; font-weight: 700; letter-spacing: .6px; fill: var(--c); }
        .name { font-size: 13.5px; font-weight: 600; } .says { font-size: 11.5px; } .note { font-size: 11.5px; fill: var(--soft); }
        .ask { --c: var(--ask); } .say { --c: var(--say); } .do { --c: var(--do); } .wait { --c: var(--wait); } .call { --c: var(--call); } .final { --c: var(--final); } .route { --c: var(--route); }
        .state .box { stroke: color-mix(in srgb, var(--c) 45%, var(--edge)); } .final .box { fill: var(--tint-final); } .route .box { fill: var(--tint-route); stroke-dasharray: 4 3; } .route .name { font-weight: 500; font-size: 12.5px; }
        .start { fill: var(--ink); } .line { fill: none; stroke: var(--line); stroke-width: 1.5; } .skips { stroke-dasharray: 2 4; stroke-linecap: round; } .fails { stroke: var(--bad); stroke-dasharray: 6 4; }
        .tip { fill: var(--line); } .tip.bad { fill: var(--bad); } .label rect { fill: var(--page); opacity: .92; } .label text { font-size: 11.5px; fill: var(--soft); text-anchor: middle; }
        .group { fill: var(--group); stroke: var(--edge); stroke-width: 1.2; } .grouphead { font-size: 12px; font-weight: 600; fill: var(--soft); }
        .badge { fill: var(--ink); } .count { font-size: 11px; font-weight: 700; fill: var(--page); text-anchor: middle; }
        </style>

        """;
}
