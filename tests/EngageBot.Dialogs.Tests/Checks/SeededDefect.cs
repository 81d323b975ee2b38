using EngageBot.Dialogs.Tests.Loading;

namespace EngageBot.Dialogs.Tests.Checks;

/// <summary>The smallest edit of good dialogs that brings about each finding.</summary>
/// <param name="Edit">What is broken; the file edited last is the one the finding is about.</param>
/// <param name="Place">Words of that file; the finding stands at the <c>^</c> in them, or at their beginning.</param>
internal sealed record SeededDefect(string Code, Action<TestFolder> Edit, string Place)
{
    private const string Complaint = "complaint/dialog.yaml";
    private const string Winback = "winback/dialog.yaml";
    private const string Play = "winback/play.yaml";
    private const string Nps = "nps/dialog.yaml";
    private const string NpsWords = "nps/en.yaml";

    /// <summary>Findings about the three example dialogs, one at least for each number.</summary>
    public static readonly SeededDefect[] All =
    [
        new("D000", f => f.Write(Complaint, "dialog: complaint\nstates: [a, b\nstart: a\n"), "[a, b"),
        In(Complaint, "D001", "{ask: category, next: details}", "{ask: category, nxt: details}", "category, ^nxt"),
        In(Complaint, "D002", "opened:   {say: opened,", "opened:   {say: opened, do: case.close,", "opened:   {say"),
        In("complaint/en.yaml", "D003", "manager_says: \"{text}\"", "manager_says: {text} from us", "{text} from us"),
        In(Complaint, "D004", "slots:\n", "slots: &slots\n", "&slots"),
        In(Complaint, "D005", "  photo:    {ask: photo,", "  details:  {ask: photo, next: photo}\n  photo:    {ask: photo,", "details:  {ask: photo"),
        In(Complaint, "D006", "{after: 4wh,", "{after: soon,", "soon"),
        In(Complaint, "D101", "  abandoned: {final: abandoned}\n", "  abandoned: {final: abandoned}\n  lost: {final: lost}\n", "lost: {final"),
        In(Complaint, "D102", "next: photo}", "next: phto}", "phto"),
        In(Complaint, "D103", "opened:   {say: opened, next: with_manager}", "opened:   {say: opened}", "opened:   {say"),
        In(Complaint, "D104", "details is set, go: register}, {go: abandoned}]}", "details is set, go: register}, {go: quiet}]}", "quiet:    {route"),
        In(Complaint, "D105", "{go: abandoned}]}", "{when: rounds > 0, go: abandoned}]}", "{when: rounds > 0"),
        In(Complaint, "D106", "next: resolved, fail: resolved}", "next: resolved}", "close:    {do"),
        In(Complaint, "D107", "next: [{when: verdict == solved, go: close},", "next: [{go: close},", "{when: rounds >= 1"),
        In(Nps, "D108", "{when: score <= 8,", "{when: score <= 5,", "{when: score <= 5"),
        In(Complaint, "D109", "case.message:", "case.mesage:", "case.mesage"),
        In(Complaint, "D110", "    start: waiting\n", "", "with_manager:\n"),
        In(Winback, "D111", "starts: {play: true}", "starts: {play: true, command: complaint}", "{play: true, command"),
        In(Play, "D120", "trigger: {lapse: own_rhythm, at", "trigger: {lapse: own_rhythm, event: purchase, at", "{lapse: own_rhythm, event"),
        In(Play, "D121", "{lapse: own_rhythm, at", "{event: purchse, at", "purchse"),
        In(Play, "D122", "dialog: winback\n", "dialog: winbak\n", "winbak"),
        In(Play, "D123", "purpose: marketing", "purpose: service", "service"),
        In(Play, "D124", "{reward: {type", "{spare: {type: int, default: 5}, reward: {type", "spare: {type"),
        In(Play, "D126", "value: offer\n", "", "marketing"),
        In(Play, "D125", "at: \"11:00\"", "at: \"07:30\"", "\"07:30\""),
        In(Complaint, "D201", ", timeout: {remind: 3h, after: 24h, go: quiet}}", "}", "category: {ask"),
        In(Complaint, "D202", "{retries: {max: 2, go: person}, timeout: {remind: 3h", "{timeout: {remind: 3h", "category: {ask"),
        In(Complaint, "D203", "{remind: 24h, after: 72h", "{remind: 96h, after: 72h", "{remind: 96h"),
        In(Complaint, "D204", "  \"D204 check\": There is no WhatsApp here yet.\n", "", "{remind: 24h, after: 72h"),
        In(Complaint, "D205", "details:  {type: text, min: 5, max: 1500,", "details:  {type: text,", "details:  {ask"),
        In(Nps, "D301", "score <= 6", "scor <= 6", "scor <= 6"),
        In(Nps, "D302", "{when: share == friend,", "{when: \"share in [review, friend, not_now]\",", "share ^in ["),
        In(Complaint, "D303", "text: \"more ?? ''\"", "text: more", "text: ^more"),
        In(Complaint, "D304", "  rounds:   {type", "  spare:    {type: int, start: 0}\n  rounds:   {type", "spare:    {type"),
        In(Complaint, "D305", "{say: opened, next:", "{say: opened, attach: {link: details}, next:", "link: ^details"),
        In(Complaint, "D401", "do: case.close", "do: case.clos", "case.clos"),
        In(Complaint, "D402", "with: {ticket: ticket}, next: resolved", "with: {tiket: ticket}, next: resolved", "tiket: ^ticket"),
        In(Complaint, "D403", "to: owner}", "to: ownr}", "ownr}"),
        In(Complaint, "D404", "{ticket: result.id}", "{ticket: result.idd}", "result.idd"),
        In(Nps, "D405", "{call: referral,", "{call: referal,", "referal,"),
        In(Complaint, "D406", "opened:   {say: opened,", "opened:   {call: nps,", "call: ^nps"),
        In(Winback, "D407", "error.code == 'slot_taken'", "error.code == 'slot_takn'", "'slot_takn'"),
        In(Winback, "D408", "    ask: intent\n", "    ask: intent\n    change_until: 24h\n", "offer:\n"),
        new("D501", f => f.Delete("nps/sq.yaml").In(Nps), "dialog: nps"),
        new("D502", f => f.Edit(NpsWords, "why_mid: {ask: What could be better?}\n", "").In(Nps), "why_mid:  {ask"),
        In("winback/ru.yaml", "D503", "few: \"У вас ещё {n} балла.\", ", "", "plural: ^customer.points"),
        In(NpsWords, "D504", "{shop.name}", "{shop.nme}", "{shop.nme}"),
        new("D505", f => f.Edit(NpsWords, "why_low: {ask: What went wrong?}", "why_low: {ask: What happened?}").In("nps/ru.yaml"), "why_low: {^ask"),
        new("D506", f => f.Write("referral/ru.informal.yaml", "words.start: []\n").In("referral/ru.yaml"), "link:"),
        In(NpsWords, "D507", "review_link: Here", "revew_link: Hello.\nreview_link: Here", "revew_link"),
        In(NpsWords, "D508", "no_need: No need", "no_need: \"Yes, please\"", "no_need: ^\"Yes, please\""),
        In("nps/sq.yaml", "D509", "review_link: Këtu mund të shkruani një koment.", "review_link: Here you can write a review.", "review_link"),
        In(NpsWords, "D601", ", from 0 to 10?", "?", "score: {^ask"),
        In("complaint/en.yaml", "D602", "bill: The bill", "bill: The bill or what we paid there", "The bill or what we paid there"),
        In(Complaint, "D603", "  \"D603 opened\": There is no WhatsApp here yet.\n", "", "say: ^opened, next"),
        In(NpsWords, "D604", "review_link: Here you", $"review_link: {new string('x', 4100)} Here you", "review_link"),
        In("winback/en.yaml", "D605", "offer: {", "template.winback_offer_v2: \"{shop.name}, shall we see you again?\"\noffer: {", "{shop.name}, shall"),
        In(Winback, "D606", "moved, forgot, other]}", "moved, forgot, other, r7, r8, r9, r10, r11]}", "reason:\n"),
        In(Complaint, "D607", "{ask: photo, skip: register,", "{ask: photo,", "photo:    {ask"),
        In(Winback, "D609", "{whatsapp: winback_offer_v2}", "{whatsapp: Winback-Offer}", "  ^offer:\n    ask"),
        new("D701", f => f.Edit("_shared/globals.yaml", "human: {level: hard, call: human}\n", "").In(Nps), "score:    {ask"),
        In(NpsWords, "D702", "review_link: Here you can", "review_link: Please calm down, here you can", "calm down"),
        In(Nps, "D704", "purpose: survey", "purpose: marketing", "marketing"),
        In(NpsWords, "D705", "review_link: Here you can write a review.", "review_link: A discount waits for you.", "review_link"),
        In(Nps, "D706", "  fix:\n    ask: fix\n", string.Concat(Enumerable.Range(1, 7).Select(n => $"  q{n}: {{ask: fix, next: {(n == 7 ? "fix" : $"q{n + 1}")}}}\n"))
            + "  fix:\n    ask: fix\n", "survey", "skip: fix, timeout: {after: 48h, go: thanks_end}, next: fix}", "skip: q1, timeout: {after: 48h, go: thanks_end}, next: q1}"),
        In(Nps, "D801", "{when: score <= 6, go", "{when: score <= 5, go", "version: ^2"),
        In(Nps, "D802", "  why_mid:  {ask", "  why_middle: {ask", "version: 3", "go: why_mid}", "go: why_middle}", "version: 2", "version: 3"),
        In(Winback, "D803", "{phone_time: call_at}", "{phone_time: cal_at}", "cal_at"),
        // A question comes first in version 3 whose answer "record" needs; runs of version 2 that stand at "score" were never asked it.
        In(Nps, "D804", "start: score\n", "start: mood\n", "version: ^3", "version: 2", "version: 3", "slots:\n", "slots:\n  mood: {type: int, min: 1, max: 5}\n",
            "states:\n", "states:\n  mood: {ask: mood, next: score}\n", "kind: nps, score: score", "kind: nps, score: mood"),
        new("D805", f => f.Write("lock.json", f.Read("lock.json").Replace("\"number\": 2", "\"number\": 1", StringComparison.Ordinal)), "\"human\": {"),
        In(Nps, "D806", "cancel: {go", "migrate: {2: {states: {never_was: fix}}}\ncancel: {go", "never_was", "version: 2", "version: 3"),
        new("D901", f => f.Delete("nps/tests/example.transcript.yaml").In(Nps), "dialog: nps"),
    ];

    private static SeededDefect In(string file, string code, string from, string to, string place, params string[] more) => new(code, folder =>
    {
        folder.Edit(file, from, to);
        for (var pair = 0; pair < more.Length; pair += 2) folder.Edit(file, more[pair], more[pair + 1]);
    }, place);
}
