#include "views/whatif/trust_table.h"

#include <algorithm>
#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

using engine::ModelTrust;
using Part = TrustRow::Part;
using Verdict = TrustRow::Verdict;

namespace {

constexpr double kMost = 0.8; // share of the services that are to be within the limits

QString seconds(double value) { return std::isfinite(value) && value < 9e9 ? text::duration(Nanos{std::llround(value * 1e9)}) : QStringLiteral("–"); }
QString signedPercent(double share)
{
    if (!std::isfinite(share))
        return QStringLiteral("–");
    return (share < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text::percent(std::abs(share));
}

template <typename F>
QString three(const simulate::Quantiles &values, const F &text)
{
    return QStringLiteral("%1 / %2 / %3").arg(text(values[0]), text(values[1]), text(values[2]));
}

QString limits() { return three(simulate::kErrorLimits, [](double limit) { return text::number(limit * 100, 3); }); }

QString partText(Part part)
{
    switch (part) {
    case Part::Theory: return TrustTable::tr("Theory");
    case Part::HeldOut: return TrustTable::tr("Traces held out");
    case Part::Beyond: return TrustTable::tr("Beyond what was observed");
    }
    return {};
}

TrustRow rowOf(const ModelTrust &trust, const simulate::TheoryCheck &check)
{
    TrustRow row;
    row.of = text::fromBytes(trust.services[check.service]);
    row.service = trust.services[check.service];
    row.what = TrustTable::tr("mean response, %1").arg(QString::fromStdString(check.form));
    row.expected = seconds(check.responseS);
    row.found = std::isfinite(check.simulatedS.low) ? TrustTable::tr("%1 (%2 … %3)").arg(seconds(check.simulatedS.mean), seconds(check.simulatedS.low), seconds(check.simulatedS.high)) : seconds(check.simulatedS.mean);
    row.worst = check.responseS > 0 ? std::abs(check.simulatedS.mean / check.responseS - 1) : 0;
    row.off = check.responseS > 0 ? signedPercent(check.simulatedS.mean / check.responseS - 1) : QString();
    row.verdict = check.agrees() ? Verdict::Good : Verdict::Bad;
    row.said = check.agrees() ? TrustTable::tr("agrees") : TrustTable::tr("does not agree");
    return row;
}

TrustRow rowOf(const ModelTrust::HeldOutService &held)
{
    using Of = simulate::ServiceError::Verdict;
    const auto nanos = [](double ns) { return seconds(ns * 1e-9); };
    TrustRow row{Part::HeldOut, Verdict::Care, text::fromBytes(held.name), TrustTable::tr("p50 / p95 / p99"), three(held.error.heldNs, nanos), {}, {}, {}, 0, held.name};
    if (held.error.verdict == Of::New) {
        row.said = TrustTable::tr("not in the traces that it learned from");
        return row;
    }
    row.found = three(held.error.predictedNs, nanos);
    row.off = three(held.error.error, signedPercent);
    for (const double error : held.error.error)
        row.worst = std::max(row.worst, std::abs(error));
    if (held.error.verdict == Of::Within) {
        row.said = TrustTable::tr("within %1 %").arg(limits());
        row.verdict = Verdict::Good;
        return row;
    }
    // Whatever the reason is, it is off.
    QStringList off;
    const char *const names[] = {"p50", "p95", "p99"};
    for (std::size_t i = 0; i < held.error.error.size(); ++i)
        if (!(std::abs(held.error.error[i]) <= simulate::kErrorLimits[i]))
            off << QLatin1String(names[i]);
    const QString all = off.size() < 2 ? off.join(QString()) : TrustTable::tr("%1 and %2").arg(off.first(off.size() - 1).join(QStringLiteral(", ")), off.back());
    const QString why = held.error.verdict == Of::Changed ? TrustTable::tr("it changed meanwhile") : held.error.verdict == Of::Uncertain ? TrustTable::tr("too few requests to tell") : TrustTable::tr("the model is wrong");
    row.said = off.isEmpty() ? why : TrustTable::tr("off: do not rely on %1 of %2; %3").arg(all, row.of, why);
    row.verdict = held.error.verdict == Of::Uncertain || off.isEmpty() ? Verdict::Care : Verdict::Bad;
    return row;
}

TrustRow rowOf(const simulate::Extrapolation &one)
{
    using What = simulate::Extrapolation::What;
    TrustRow row{Part::Beyond, Verdict::Care, text::fromBytes(one.name), {}, {}, {}, {}, TrustTable::tr("extrapolated"), one.observed > 0 ? std::abs(one.asked / one.observed - 1) : 0, one.name};
    const auto number = [](double value) { return text::number(value, 3); };
    switch (one.what) {
    case What::Load: row.what = TrustTable::tr("requests a second, at the most"); break;
    case What::Servers: row.what = TrustTable::tr("requests that a replica works on at once"); break;
    case What::Replicas: row.what = TrustTable::tr("replicas"); break;
    case What::Speed: row.what = TrustTable::tr("speed"); break;
    case What::Work: row.what = TrustTable::tr("own time, mean"); break;
    case What::Unknown: row.what = TrustTable::tr("was never observed"); return row;
    }
    row.expected = one.what == What::Work ? seconds(one.observed) : number(one.observed);
    row.found = one.what == What::Work ? seconds(one.asked) : number(one.asked);
    row.off = one.observed > 0 ? signedPercent(one.asked / one.observed - 1) : QString();
    return row;
}

// A part of which there is nothing to list.
TrustRow lone(Part part, Verdict verdict, const QString &said) { return {part, verdict, TrustTable::tr("all services"), {}, {}, {}, {}, said, 0, {}}; }

TrustRow littleRow(const ModelTrust &trust)
{
    TrustRow row = lone(Part::Theory, trust.settled() ? Verdict::Good : Verdict::Care, trust.settled() ? TrustTable::tr("holds") : TrustTable::tr("the queues did not settle in that time"));
    row.what = TrustTable::tr("Little's law, largest gap");
    row.expected = text::percent(0);
    row.found = row.off = text::percent(trust.littleGap);
    row.worst = trust.littleGap;
    return row;
}

Verdict theoryVerdict(const ModelTrust &trust)
{
    return trust.agreeing() < trust.theory.size() ? Verdict::Bad : trust.settled() ? Verdict::Good : Verdict::Care;
}
Verdict heldVerdict(const ModelTrust &trust)
{
    if (trust.heldOut.empty())
        return Verdict::Unknown;
    // Those with too few requests tell nothing; that services changed meanwhile is no fault of the model's, and yet it is off.
    const auto all = static_cast<double>(trust.heldOut.size());
    using Of = simulate::ServiceError::Verdict;
    const auto count = [&](Of verdict) { return static_cast<double>(std::ranges::count_if(trust.heldOut, [&](const ModelTrust::HeldOutService &one) { return one.error.verdict == verdict; })); };
    const double wrong = count(Of::Model), changed = count(Of::Changed);
    return static_cast<double>(trust.within) >= kMost * all ? Verdict::Good : wrong > (1 - kMost) * all || wrong + changed > all / 2 ? Verdict::Bad : Verdict::Care;
}
Verdict beyondVerdict(const ModelTrust &trust) { return !trust.beyond ? Verdict::Unknown : trust.beyond->empty() ? Verdict::Good : Verdict::Care; }

} // namespace

std::vector<TrustRow> trustRows(const ModelTrust &trust)
{
    std::vector<TrustRow> out{littleRow(trust)};
    for (const simulate::TheoryCheck &check : trust.theory)
        out.push_back(rowOf(trust, check));
    if (trust.theory.empty())
        out.push_back(lone(Part::Theory, Verdict::Unknown, TrustTable::tr("no closed form is known for a scenario like this one")));
    for (const ModelTrust::HeldOutService &held : trust.heldOut)
        out.push_back(rowOf(held));
    if (trust.notHeldOut)
        out.push_back(lone(Part::HeldOut, Verdict::Unknown, text::render(*trust.notHeldOut)));
    if (!trust.beyond)
        out.push_back(lone(Part::Beyond, Verdict::Unknown, TrustTable::tr("not known: it was not learned from traces")));
    else if (trust.beyond->empty())
        out.push_back(lone(Part::Beyond, Verdict::Good, TrustTable::tr("it asks nothing that was not observed")));
    else
        for (const simulate::Extrapolation &one : *trust.beyond)
            out.push_back(rowOf(one));
    return out;
}

Verdict verdictOf(const ModelTrust &trust)
{
    Verdict out = theoryVerdict(trust);
    for (const Verdict part : {heldVerdict(trust), beyondVerdict(trust)})
        if (part == Verdict::Bad || (part == Verdict::Care && out == Verdict::Good))
            out = part;
    // Theory alone says that it is computed rightly, not that it is of this system.
    return out == Verdict::Good && trust.heldOut.empty() ? Verdict::Care : out;
}

QString trustText(const ModelTrust &trust)
{
    QStringList parts;
    const QString theory = markOf(theoryVerdict(trust));
    parts << (trust.theory.empty() ? TrustTable::tr("theory %1 Little's law, no closed form").arg(theory) : TrustTable::tr("theory %1 %2 of %3").arg(theory).arg(trust.agreeing()).arg(trust.theory.size()));
    parts << (trust.heldOut.empty() ? TrustTable::tr("not held against traces") : TrustTable::tr("held-out traces %1 %2 of %3 services within %4 % at p50/p95/p99, good from %5 on")
                                                                                                   .arg(markOf(heldVerdict(trust)))
                                                                                                   .arg(trust.within)
                                                                                                   .arg(trust.heldOut.size())
                                                                                                   .arg(limits().remove(QLatin1Char(' ')))
                                                                                                   .arg(static_cast<int>(std::ceil(kMost * static_cast<double>(trust.heldOut.size())))));
    if (trust.beyond)
        parts << (trust.beyond->empty() ? TrustTable::tr("within what was observed ✓") : TrustTable::tr("extrapolates ! %1").arg(trust.beyond->size()));
    return parts.join(QStringLiteral(" · "));
}

QString trustBrief(const ModelTrust &trust)
{
    QString out = TrustTable::tr("Trust: theory %1, ").arg(markOf(theoryVerdict(trust))) + (trust.heldOut.empty() ? TrustTable::tr("no traces") : TrustTable::tr("traces %1 %2 of %3").arg(markOf(heldVerdict(trust))).arg(trust.within).arg(trust.heldOut.size()));
    if (trust.beyond && !trust.beyond->empty())
        out += TrustTable::tr(", beyond %1").arg(trust.beyond->size());
    return out;
}

theme::Tone toneOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Good: return theme::Tone::Better;
    case Verdict::Care: return theme::Tone::Warning;
    case Verdict::Bad: return theme::Tone::Error;
    case Verdict::Unknown: break;
    }
    return theme::Tone::Debug;
}

QString markOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Good: return QStringLiteral("✓");
    case Verdict::Care: return QStringLiteral("!");
    case Verdict::Bad: return QStringLiteral("✕");
    case Verdict::Unknown: break;
    }
    return QStringLiteral("–");
}

TrustTable::TrustTable(QObject *parent)
    : ArrangedTable({tr("Checked by"), tr("Of"), tr("What"), tr("Should be"), tr("Is"), tr("Off by"), tr("Verdict")},
                    {tr("Closed forms and Little's law; traces that the model did not see; what was observed where it was learned"), {}, {}, tr("By theory, in the traces that were held out, or as observed"), tr("As simulated, or as the scenario asks"), tr("Relative; sorted by the largest"), {}},
                    -1, Qt::AscendingOrder, parent)
{
}

void TrustTable::setRows(std::vector<TrustRow> rows)
{
    beginItems();
    m_rows = std::move(rows);
    endItems();
}

bool TrustTable::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const TrustRow &x = m_rows[a], &y = m_rows[b];
    switch (column) {
    case PartColumn: return x.part < y.part;
    case OfColumn: return x.of < y.of;
    case WhatColumn: return x.what < y.what;
    case VerdictColumn: return x.verdict < y.verdict;
    default: return x.worst < y.worst;
    }
}

bool TrustTable::matches(std::uint32_t item, const QString &wanted) const { return m_rows[item].of.contains(wanted, Qt::CaseInsensitive); }

QVariant TrustTable::cell(std::uint32_t item, int column, int role) const
{
    const TrustRow &row = m_rows[item];
    if (role == Qt::ForegroundRole && column == VerdictColumn)
        return theme::color(toneOf(row.verdict));
    if (role == Qt::ToolTipRole && column == VerdictColumn)
        return text::toolTip(row.said);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case PartColumn: return partText(row.part);
    case OfColumn: return row.of;
    case WhatColumn: return row.what;
    case ExpectedColumn: return row.expected;
    case FoundColumn: return row.found;
    case OffColumn: return row.off;
    default: return markOf(row.verdict) + QLatin1Char(' ') + row.said;
    }
}

} // namespace causeway::views
