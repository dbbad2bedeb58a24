#include "views/models/cause_tables.h"

#include <algorithm>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using rootcause::Cause;
using rootcause::EntryImpact;
using rootcause::Evidence;
using rootcause::Source;

namespace {

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }
QString score(double value) { return QLocale().toString(value, 'f', 1); }
double affectedShare(const EntryImpact &impact) { return impact.requests == 0 ? 0 : static_cast<double>(impact.affected) / static_cast<double>(impact.requests); }

QStringList sourceHeaders()
{
    QStringList all{CauseModel::tr("Service")};
    for (std::size_t source = 0; source < rootcause::kSourceCount; ++source)
        all << sourceText(static_cast<Source>(source));
    return all;
}

QStringList sourceTips()
{
    return {{},
            CauseModel::tr("Calls and their order are other ones than before"),
            CauseModel::tr("Lines and calls come in another order than before"),
            CauseModel::tr("Lines of warning and worse, spans that failed, more than before"),
            CauseModel::tr("Calls that are not made any more, or whose other side is missing"),
            CauseModel::tr("Time between a call and its other side"),
            CauseModel::tr("Time in the service itself"),
            CauseModel::tr("A step of a metric of the processor"),
            CauseModel::tr("A step of a metric of memory")};
}

} // namespace

CauseModel::CauseModel(QObject *parent)
    : ArrangedTable({tr("#"), tr("Service"), tr("Kind"), tr("Operation"), tr("Score"), tr("Said")},
                    {{}, {}, tr("What the evidence is like"), {}, tr("How much better it explains what is seen than “nothing changed”; what speaks for it is in the panel beside"), tr("What a person says of it: ✓ it is the cause, ✗ it is not")},
                    RankColumn, Qt::AscendingOrder, parent)
{
}

void CauseModel::setAnswer(CauseAnswerData answer)
{
    beginItems();
    m_answer = std::move(answer);
    endItems();
}

void CauseModel::setIncident(const storage::Incident *kept)
{
    if (kept == nullptr ? !m_kept : m_kept == *kept)
        return;
    m_kept = kept == nullptr ? std::optional<storage::Incident>() : *kept;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

CauseModel::Said CauseModel::said(std::uint32_t item) const
{
    if (!m_kept)
        return Said::Nothing;
    const std::string &service = m_answer->report().services[m_answer->report().causes[item].service];
    if (m_kept->verdict == storage::IncidentVerdict::Cause && m_kept->service == service)
        return Said::Confirmed;
    return std::ranges::binary_search(m_kept->rejected, service) ? Said::Rejected : Said::Nothing;
}

bool CauseModel::hasSaid() const
{
    for (std::uint32_t item = 0; item < items(); ++item)
        if (said(item) != Said::Nothing)
            return true;
    return false;
}

double CauseModel::share(int row) const
{
    double most = 0; // the first may be less, where others are rejected
    for (const Cause &cause : m_answer->report().causes)
        most = std::max(most, cause.score);
    return most <= 0 ? 0 : std::clamp(m_answer->report().causes[item(row)].score / most, 0.0, 1.0);
}

bool CauseModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const Cause &x = m_answer->report().causes[a], &y = m_answer->report().causes[b];
    switch (column) {
    case ServiceColumn: return m_answer->service(x.service) < m_answer->service(y.service);
    case KindColumn: return x.kind < y.kind;
    case OperationColumn: return m_answer->operation(x.operation) < m_answer->operation(y.operation);
    case ScoreColumn: return x.score < y.score;
    case SaidColumn: return said(a) < said(b);
    default: return a < b;
    }
}

bool CauseModel::matches(std::uint32_t item, const QString &wanted) const { return m_answer->service(m_answer->report().causes[item].service).contains(wanted, Qt::CaseInsensitive); }

QVariant CauseModel::cell(std::uint32_t item, int column, int role) const
{
    const Cause &cause = m_answer->report().causes[item];
    if (role == Qt::ToolTipRole) {
        QString tip = cause.pod.empty() ? QString() : tr("Pod %1").arg(text::fromBytes(cause.pod));
        if (cause.explainedBy != rootcause::kNone)
            tip += (tip.isEmpty() ? QString() : QStringLiteral("\n")) + tr("Steps back behind %1, which it calls and which explains what is seen here").arg(m_answer->service(cause.explainedBy));
        return tip.isEmpty() ? QVariant() : QVariant(text::toolTip(tip));
    }
    if (role == Qt::ForegroundRole) {
        if (column == SaidColumn && said(item) == Said::Confirmed)
            return theme::color(theme::Tone::Anomalous);
        return cause.explainedBy != rootcause::kNone || said(item) == Said::Rejected ? QVariant(theme::muted()) : QVariant();
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case SaidColumn: return said(item) == Said::Confirmed ? tr("✓ cause") : said(item) == Said::Rejected ? tr("✗ not it") : QString();
    case RankColumn: return count(item + 1);
    case ServiceColumn: return m_answer->service(cause.service);
    case KindColumn: return m_answer->isRanking() ? QStringLiteral("–") : kindText(cause.kind);
    case OperationColumn: return m_answer->operation(cause.operation);
    default: return score(cause.score);
    }
}

EvidenceModel::EvidenceModel(QObject *parent)
    : ArrangedTable({tr(""), tr("Family"), tr("What is seen"), tr("Weight")}, {{}, tr("Evidence of one family counts once"), {}, tr("Against “nothing changed”, in nats; less than 0 speaks against it")}, NatsColumn, Qt::DescendingOrder, parent)
{
}

void EvidenceModel::setCause(CauseAnswerData answer, const Cause *cause)
{
    beginItems();
    m_items.clear();
    m_for = 0;
    m_answer = std::move(answer);
    if (cause != nullptr) {
        for (const Evidence &one : cause->evidence)
            m_items.push_back(&one);
        m_for = m_items.size();
        for (const Evidence &one : cause->against)
            m_items.push_back(&one);
    }
    endItems();
}

double EvidenceModel::share(int row) const
{
    double most = 1e-9;
    for (const Evidence *one : m_items)
        most = std::max(most, std::abs(one->nats));
    return std::abs(evidence(row).nats) / most;
}

bool EvidenceModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    switch (column) {
    case ForColumn: return (a >= m_for) < (b >= m_for);
    case FamilyColumn: return m_items[a]->family < m_items[b]->family;
    case TextColumn: return text::render(m_items[a]->text) < text::render(m_items[b]->text);
    default: return (a < m_for ? m_items[a]->nats : -std::abs(m_items[a]->nats)) < (b < m_for ? m_items[b]->nats : -std::abs(m_items[b]->nats));
    }
}

bool EvidenceModel::matches(std::uint32_t item, const QString &wanted) const { return text::render(m_items[item]->text).contains(wanted, Qt::CaseInsensitive); }

QVariant EvidenceModel::cell(std::uint32_t item, int column, int role) const
{
    const Evidence &one = *m_items[item];
    const bool speaksFor = item < m_for;
    if (role == Qt::ForegroundRole)
        return column == ForColumn ? QVariant(theme::color(speaksFor ? theme::Tone::Anomalous : theme::Tone::Normal)) : QVariant();
    if (role == Qt::ToolTipRole && column == TextColumn) {
        QStringList tip{text::render(one.text)};
        if (!one.rows.empty())
            tip << tr("Return: an example trace beside a normal one");
        if (!one.events.empty())
            tip << tr("Lines: %1").arg(count(one.events.size()));
        if (!one.example.empty())
            tip << tr("For example: %1").arg(text::fromBytes(one.example));
        return text::toolTip(tip.join(QLatin1Char('\n')));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case ForColumn: return speaksFor ? tr("for") : tr("against");
    case FamilyColumn: return familyText(one.family);
    case TextColumn: return text::render(one.text);
    default: return score(speaksFor ? one.nats : -std::abs(one.nats));
    }
}

CauseSourceModel::CauseSourceModel(QObject *parent) : ArrangedTable(sourceHeaders(), sourceTips(), -1, Qt::AscendingOrder, parent) {}

void CauseSourceModel::setAnswer(CauseAnswerData answer)
{
    beginItems();
    m_answer = std::move(answer);
    m_most = 1e-9;
    if (m_answer != nullptr)
        for (std::size_t i = 0; i < m_answer->size(); ++i)
            for (const double part : m_answer->at(i).parts)
                m_most = std::max(m_most, part);
    endItems();
}

double CauseSourceModel::part(std::uint32_t item, int column) const { return m_answer->at(item).parts[static_cast<std::size_t>(column - 1)]; }
double CauseSourceModel::share(const QModelIndex &index) const { return index.column() == 0 ? 0 : std::max(0.0, part(item(index.row()), index.column())) / m_most; }

bool CauseSourceModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    if (column < 0)
        return a < b;
    if (column == 0)
        return m_answer->service(m_answer->at(a).service) < m_answer->service(m_answer->at(b).service);
    return part(a, column) < part(b, column);
}

bool CauseSourceModel::matches(std::uint32_t item, const QString &wanted) const { return m_answer->service(m_answer->at(item).service).contains(wanted, Qt::CaseInsensitive); }

QVariant CauseSourceModel::cell(std::uint32_t item, int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (column == 0)
        return m_answer->service(m_answer->at(item).service);
    return part(item, column) == 0 ? QStringLiteral("–") : score(part(item, column));
}

ImpactModel::ImpactModel(QObject *parent)
    : ArrangedTable({tr("Entry operation"), tr("Requests"), tr("Affected"), tr("Before"), tr("Since"), tr("Median"), tr("Median before")},
                    {tr("Where requests come in"), {}, tr("Share that goes another way, fails, or takes longer than 95 % did before"), tr("Share that was so before"), tr("Start of the first affected request"), {}, {}}, AffectedColumn,
                    Qt::DescendingOrder, parent)
{
}

void ImpactModel::setAnswer(CauseAnswerData answer)
{
    beginItems();
    m_answer = std::move(answer);
    endItems();
}

bool ImpactModel::less(std::uint32_t a, std::uint32_t b, int column) const
{
    const EntryImpact &x = m_answer->report().impact[a], &y = m_answer->report().impact[b];
    switch (column) {
    case OperationColumn: return m_answer->operation(x.operation) < m_answer->operation(y.operation);
    case RequestsColumn: return x.requests < y.requests;
    case BeforeColumn: return x.expected < y.expected;
    case SinceColumn: return x.sinceNs < y.sinceNs;
    case MedianColumn: return x.medianNs < y.medianNs;
    case MedianBeforeColumn: return x.baselineMedianNs < y.baselineMedianNs;
    default: return affectedShare(x) < affectedShare(y);
    }
}

bool ImpactModel::matches(std::uint32_t item, const QString &wanted) const { return m_answer->operation(m_answer->report().impact[item].operation).contains(wanted, Qt::CaseInsensitive); }

QVariant ImpactModel::cell(std::uint32_t item, int column, int role) const
{
    const EntryImpact &one = m_answer->report().impact[item];
    if (role == Qt::ToolTipRole)
        return column == AffectedColumn ? QVariant(text::toolTip(tr("%1 of %2 requests go another way than usual, fail, or take longer than is usual: beyond what 95 % took, or twice what most took").arg(count(one.affected), count(one.requests)))) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case OperationColumn: return m_answer->operation(one.operation);
    case RequestsColumn: return count(one.requests);
    case AffectedColumn: return text::percent(affectedShare(one));
    case BeforeColumn: return text::percent(one.expected);
    case SinceColumn: return one.affected == 0 ? QStringLiteral("–") : text::timeOfDay(TimePoint{one.sinceNs});
    case MedianColumn: return text::duration(Nanos{static_cast<std::int64_t>(one.medianNs)});
    default: return text::duration(Nanos{static_cast<std::int64_t>(one.baselineMedianNs)});
    }
}

} // namespace causeway::views
