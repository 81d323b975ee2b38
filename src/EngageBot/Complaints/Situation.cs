using System.Collections.Immutable;

namespace EngageBot.Complaints;

/// <summary>Something a customer may write, to practise an answer; no customer wrote it.</summary>
/// <param name="Tempts">Rules of the manners that such words tempt people to break.</param>
internal sealed record Situation(string Key, ImmutableArray<string> Tempts, string En, string Ru, string Sq)
{
    public string In(string language) => language switch { "ru" => Ru, "sq" => Sq, _ => En };

    /// <summary>Every one there is; each rule that blocks is tempted by one at least.</summary>
    public static ImmutableArray<Situation> All { get; } =
    [
        new("mistaken", ["argument", "condescending"], "You charged me twice! I can see both on my card.", "Вы списали деньги дважды! Я вижу оба списания.", "Ma keni marrë pagesën dy herë! I shoh të dyja në kartë."),
        new("rude", ["argument", "blame", "capitals", "loud"], "What kind of idiots work there? An hour for a cup of coffee!", "Что за бездельники у вас работают? Час ждать чашку кофе!", "Çfarë njerëzish punojnë aty? Një orë për një filxhan kafe!"),
        new("questions", ["unanswered", "order"], "When will my order come? How much is the delivery? And can I pay by card?", "Когда придёт мой заказ? Сколько стоит доставка? И можно ли оплатить картой?", "Kur vjen porosia ime? Sa kushton dërgesa? Dhe a mund të paguaj me kartë?"),
        new("not_ours", ["pingpong", "negative", "duty"], "The courier was rude to me. Do something about it.", "Курьер мне нагрубил. Сделайте что-нибудь.", "Korrieri u soll keq me mua. Bëni diçka."),
        new("impossible", ["negative", "duty"], "I lost the receipt and want my money back today.", "Чек потерян, а деньги хочу вернуть сегодня.", "E humba faturën dhe i dua paratë sot."),
        new("late", ["kitchen", "blame", "next_step"], "You promised to call yesterday, and nobody called.", "Вчера обещали позвонить, и никто не позвонил.", "Premtuat të telefononi dje, dhe askush nuk telefonoi."),
        new("rival", ["competitor", "superlative", "urgency"], "Around the corner it is cheaper. Why should I stay with you?", "За углом дешевле. Зачем мне оставаться с вами?", "Në cep është më lirë. Pse të qëndroj me ju?"),
        new("shy", ["invite", "disturb", "greeting", "servile"], "Sorry to ask, perhaps it is nothing, but the lid does not close.", "Простите, может быть, это мелочь, но крышка не закрывается.", "Më falni, ndoshta s'është gjë, por kapaku nuk mbyllet."),
    ];
}
