#include "views/models/finding_model.h"

#include <algorithm>
#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr std::uint64_t kLookUpFactor = 8;

double severityOf(const storage::Finding &finding) { return finding.threshold > 0 ? finding.score / finding.threshold : finding.score - finding.threshold; }

bool sameLabel(const storage::Label &a, const storage::Label &b) { return a.verdict == b.verdict && a.kind == b.kind && a.note == b.note; }

bool overlaps(const storage::Finding &finding, const TimeRange &range)
{
    if (range.isAll())
        return true;
    if (finding.from.isNone())
        return false;
    const TimePoint last = finding.to.isNone() ? finding.from : finding.to;
    return finding.from < range.to && last >= range.from;
}

bool hasEvent(const storage::Finding &finding, const FindingCriteria &criteria)
{
    if (criteria.events == nullptr || finding.subject.kind != SubjectKind::Session)
        return true;
    const auto session = criteria.sessions == nullptr ? std::nullopt : criteria.sessions->find(finding.subject.id);
    if (!session)
        return std::any_of(finding.odd.begin(), finding.odd.end(), [&](EventId id) { return criteria.events->contains(id); });
    const auto events = criteria.sessions->eventsOf(*session);
    return std::any_of(events.begin(), events.end(), [&](EventId id) { return criteria.events->contains(id); });
}

// By index of row: whether an event that passes lies within the window. One pass over the events that pass.
Result<std::vector<bool>> windowsThatPass(const FindingTable &table, const FindingCriteria &criteria, const Job &job)
{
    std::vector<bool> passes(table.rows.size(), true);
    if (criteria.events == nullptr || criteria.reader == nullptr)
        return passes;
    std::vector<std::uint32_t> windows;
    std::int64_t longest = 0;
    for (std::uint32_t i = 0; i < table.rows.size(); ++i) {
        const storage::Finding &finding = table.rows[i].finding;
        if (finding.subject.kind != SubjectKind::Window || finding.from.isNone() || finding.to.isNone())
            continue;
        windows.push_back(i);
        passes[i] = false;
        longest = std::max(longest, finding.to.ns - finding.from.ns);
    }
    const auto from = [&](std::uint32_t i) { return table.rows[i].finding.from.ns; };
    std::sort(windows.begin(), windows.end(), [&](std::uint32_t a, std::uint32_t b) { return from(a) < from(b); });
    if (windows.empty())
        return passes;
    const storage::Snapshot &snapshot = criteria.reader->snapshot();
    std::uint64_t next = 0;
    for (std::size_t c = 0; c < snapshot.chunks.size() && next < criteria.events->count(); ++c) {
        if (job.isCancelled())
            return failure(cancelled());
        const storage::ChunkInfo &chunk = snapshot.chunks[c];
        const std::uint64_t end = criteria.events->rank(EventId(chunk.first.value + chunk.rows));
        const bool near = !chunk.from.isNone() && chunk.to.ns >= from(windows.front()) && chunk.from.ns <= from(windows.back()) + longest;
        if (next < end && near) {
            CAUSEWAY_ASSIGN(const auto rows, criteria.reader->rows(c));
            for (; next < end; ++next) {
                const std::int64_t time = rows->timesNs[criteria.events->select(next).value - chunk.first.value];
                auto at = std::upper_bound(windows.begin(), windows.end(), time, [&](std::int64_t t, std::uint32_t i) { return t < from(i); });
                while (at != windows.begin() && from(*--at) >= time - longest)
                    if (time < table.rows[*at].finding.to.ns)
                        passes[*at] = true;
            }
        }
        next = end;
    }
    return passes;
}

} // namespace

QString subjectName(const Subject &subject, TimePoint from)
{
    const std::size_t equals = subject.id.find('=');
    const std::string_view key = equals == std::string::npos ? std::string_view(subject.id) : std::string_view(subject.id).substr(equals + 1);
    if (subject.kind != SubjectKind::Window || from.isNone())
        return text::fromBytes(key);
    return text::time(from);
}

QString severityText(const storage::Finding &finding)
{
    const QString value = text::number(severityOf(finding), 3);
    return finding.threshold > 0 ? FindingModel::tr("%1 ×").arg(value) : QStringLiteral("+%1").arg(value);
}

Result<std::shared_ptr<const FindingTable>> FindingModel::read(storage::Project &project, std::size_t limit, const Job &job)
{
    auto table = std::make_shared<FindingTable>();
    const storage::FindingStore store(project);
    CAUSEWAY_ASSIGN(table->total, store.findingCount());
    CAUSEWAY_ASSIGN(auto findings, store.findings({.run = {}, .subject = {}, .limit = limit}));
    std::map<std::string, double> worst;
    table->rows.reserve(findings.size());
    for (storage::Finding &finding : findings) {
        if (table->rows.size() % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        FindingTable::Row row;
        row.sentence = text::render(finding.message);
        row.subject = subjectName(finding.subject, finding.from);
        row.severity = severityOf(finding);
        double &most = worst[finding.detector];
        most = std::max(most, std::isfinite(row.severity) ? row.severity : 0.0);
        row.finding = std::move(finding);
        table->rows.push_back(std::move(row));
    }
    for (FindingTable::Row &row : table->rows) {
        const double most = worst[row.finding.detector];
        row.share = !std::isfinite(row.severity) ? 1 : most > 0 ? std::clamp(row.severity / most, 0.0, 1.0) : 0;
    }
    std::map<Subject, std::vector<std::size_t>> about;
    for (std::size_t i = 0; i < table->rows.size(); ++i)
        about[table->rows[i].finding.subject].push_back(i);
    table->subjects = about.size();
    for (const auto &[subject, rows] : about)
        for (const std::size_t i : rows)
            for (const std::size_t other : rows)
                if (const std::string &detector = table->rows[other].finding.detector; other != i && detector != table->rows[i].finding.detector)
                    table->rows[i].others.push_back(detector);
    for (const auto &[detector, most] : worst)
        table->detectors.push_back(detector);
    return std::shared_ptr<const FindingTable>(std::move(table));
}

Result<std::shared_ptr<const FindingLabels>> FindingModel::readLabels(storage::Project &project, const FindingTable &table, const Job &job)
{
    const storage::LabelStore store(project);
    auto labels = std::make_shared<FindingLabels>();
    CAUSEWAY_ASSIGN(const storage::LabelCounts counts, store.counts());
    // Data sets bring a label for each of their sessions: then the few that are asked for are looked up.
    if (counts.labels / kLookUpFactor > table.rows.size()) {
        for (const FindingTable::Row &row : table.rows) {
            if (job.isCancelled())
                return failure(cancelled());
            if (labels->count(row.finding.subject) > 0)
                continue;
            CAUSEWAY_ASSIGN(auto label, store.get(row.finding.subject));
            if (label)
                labels->emplace(row.finding.subject, std::move(*label));
        }
    } else {
        CAUSEWAY_ASSIGN(auto all, store.all());
        for (storage::Label &label : all) {
            Subject subject = label.subject;
            labels->emplace(std::move(subject), std::move(label));
        }
    }
    return std::shared_ptr<const FindingLabels>(std::move(labels));
}

Result<FindingModel::Order> FindingModel::arrange(const FindingTable &table, const FindingLabels &labels, const FindingCriteria &criteria, const Job &job)
{
    Order order;
    order.reserve(table.rows.size());
    std::map<Subject, std::size_t> placeOf; // in the order
    CAUSEWAY_ASSIGN(const std::vector<bool> windows, windowsThatPass(table, criteria, job));
    for (std::uint32_t i = 0; i < table.rows.size(); ++i) {
        if (i % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        const FindingTable::Row &row = table.rows[i];
        if (!criteria.detector.empty() && row.finding.detector != criteria.detector)
            continue;
        if (criteria.unlabelledOnly && labels.count(row.finding.subject) > 0)
            continue;
        if (!criteria.text.isEmpty() && !row.sentence.contains(criteria.text, Qt::CaseInsensitive) && !row.subject.contains(criteria.text, Qt::CaseInsensitive))
            continue;
        if (!windows[i] || !overlaps(row.finding, criteria.range) || !hasEvent(row.finding, criteria))
            continue;
        if (criteria.detector.empty()) {
            const auto [place, first] = placeOf.try_emplace(row.finding.subject, order.size());
            const auto wanted = criteria.shown.find(row.finding.subject);
            if (!first && wanted != criteria.shown.end() && wanted->second == row.finding.detector)
                order[place->second] = i;
            if (!first)
                continue;
        }
        order.push_back(i);
    }
    return order;
}

int FindingModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_order.size()); }

QVariant FindingModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const FindingTable::Row &found = row(index.row());
    const storage::Finding &finding = found.finding;
    const storage::Label *label = labelOf(finding.subject);
    switch (role) {
    case Qt::DisplayRole: return found.sentence;
    case Qt::ToolTipRole: {
        QString tip = found.sentence + QLatin1Char('\n') + text::fromBytes(finding.subject.id) + QLatin1Char('\n') +
                      tr("Score %1, threshold %2, by “%3”").arg(text::number(finding.score, 4), text::number(finding.threshold, 4), text::fromBytes(finding.detector));
        if (const QStringList others = data(index, OthersRole).toStringList(); !others.isEmpty())
            tip += QLatin1Char('\n') + tr("Found by %1 as well").arg(others.join(QStringLiteral(", ")));
        if (!finding.from.isNone())
            tip += QLatin1Char('\n') + text::timeUtc(finding.from);
        if (label != nullptr)
            tip += QLatin1Char('\n') + tr("Labelled %1 by %2").arg(text::verdictName(label->verdict), text::fromBytes(label->by)) +
                   (label->note.empty() ? QString() : QStringLiteral(": ") + text::fromBytes(label->note));
        return text::toolTip(tip);
    }
    case Qt::AccessibleTextRole:
        return tr("%1 %2. %3, by %4, score %5, %6")
            .arg(label != nullptr ? tr("Labelled %1:").arg(text::verdictName(label->verdict)) : tr("Not labelled:"), found.sentence, found.subject,
                 text::fromBytes(finding.detector), severityText(finding), text::time(finding.from));
    case SubjectRole: return found.subject;
    case DetectorRole: return text::fromBytes(finding.detector);
    case OthersRole: {
        QStringList others;
        for (const std::string &name : found.others)
            others << text::fromBytes(name);
        return others;
    }
    case SeverityRole: return severityText(finding);
    case ShareRole: return found.share;
    case TimeRole: return finding.subject.kind == SubjectKind::Window ? QString() : text::time(finding.from);
    case VerdictRole: return label == nullptr ? -1 : static_cast<int>(label->verdict);
    case KindRole: return label == nullptr ? QString() : text::fromBytes(label->kind);
    default: return {};
    }
}

void FindingModel::setTable(std::shared_ptr<const FindingTable> table, std::shared_ptr<const FindingLabels> labels, Order order)
{
    beginResetModel();
    m_table = std::move(table);
    m_labels = std::move(labels);
    m_pending.clear();
    m_order = std::move(order);
    endResetModel();
    count();
}

void FindingModel::setLabels(std::shared_ptr<const FindingLabels> labels)
{
    m_labels = std::move(labels);
    std::erase_if(m_pending, [this](const auto &entry) {
        const auto stored = m_labels->find(entry.first);
        const bool there = stored != m_labels->end();
        return entry.second ? there && sameLabel(*entry.second, stored->second) : !there;
    });
    refresh();
}

void FindingModel::dropPending()
{
    if (m_pending.empty())
        return;
    m_pending.clear();
    refresh();
}

void FindingModel::refresh()
{
    if (!m_order.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    count();
}

void FindingModel::setPendingLabel(const Subject &subject, std::optional<storage::Label> label)
{
    m_pending[subject] = std::move(label);
    for (int i = 0; i < rowCount(); ++i) // several detectors may have found the same subject
        if (row(i).finding.subject == subject)
            Q_EMIT dataChanged(index(i), index(i));
    count();
}

void FindingModel::count()
{
    m_labelled = 0;
    for (int i = 0; i < rowCount(); ++i)
        m_labelled += labelOf(row(i).finding.subject) != nullptr ? 1 : 0;
    Q_EMIT labelsShown();
}

int FindingModel::rowOf(FindingId id) const
{
    for (int i = 0; i < rowCount(); ++i)
        if (row(i).finding.id == id)
            return i;
    return -1;
}

const storage::Label *FindingModel::labelOf(const Subject &subject) const
{
    if (const auto pending = m_pending.find(subject); pending != m_pending.end())
        return pending->second ? &*pending->second : nullptr;
    if (m_labels == nullptr)
        return nullptr;
    const auto found = m_labels->find(subject);
    return found == m_labels->end() ? nullptr : &found->second;
}

int FindingModel::nextUnlabelled(int from) const
{
    const int rows = rowCount();
    for (int step = 1; step <= rows; ++step) {
        const int i = (std::max(-1, from) + step) % rows;
        if (labelOf(row(i).finding.subject) == nullptr)
            return i;
    }
    return -1;
}

QString FindingModel::toText(const std::vector<int> &rows) const
{
    QStringList lines{QStringList{tr("Finding"), tr("Subject"), tr("Detector"), tr("Score"), tr("Threshold"), tr("From"), tr("Label"), tr("Note")}.join(QLatin1Char('\t'))};
    for (const int i : rows) {
        const FindingTable::Row &found = row(i);
        const storage::Label *label = labelOf(found.finding.subject);
        QStringList cells{found.sentence, text::fromBytes(found.finding.subject.id), text::fromBytes(found.finding.detector), text::number(found.finding.score, 6),
                          text::number(found.finding.threshold, 6), text::time(found.finding.from), label != nullptr ? text::verdictName(label->verdict) : QString(),
                          label != nullptr ? text::fromBytes(label->note) : QString()};
        for (QString &cell : cells)
            cell.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace causeway::views
