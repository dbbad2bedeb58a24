#include "views/models/comparison_model.h"

#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QString share(double value) { return std::isfinite(value) ? text::percent(value) : QStringLiteral("–"); }
QString count(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }

QString f1Text(const detect::Quality &quality)
{
    const double f1 = quality.confusion.f1();
    if (!std::isfinite(f1))
        return QStringLiteral("–");
    return ComparisonModel::tr("%1 (%2 – %3)").arg(text::number(f1, 3), text::number(quality.f1Interval.low, 3), text::number(quality.f1Interval.high, 3));
}

QString falseText(const detect::Confusion &c) { return ComparisonModel::tr("%1 of %2").arg(count(c.fp), count(c.fp + c.tn)); }

int sign(double before, double after) { return std::isfinite(before) && std::isfinite(after) ? (after > before) - (after < before) : 0; }

} // namespace

void ComparisonModel::setComparison(const engine::CompareModelsResponse *comparison)
{
    beginResetModel();
    m_rows.clear();
    if (comparison != nullptr) {
        m_before = tr("Model %1").arg(comparison->before.id.value);
        m_after = tr("Model %1").arg(comparison->after.id.value);
        const detect::Confusion &was = comparison->qualityBefore.confusion, &is = comparison->qualityAfter.confusion;
        m_rows.push_back({tr("Precision"), share(was.precision()), share(is.precision()), tr("Share of what it finds that is labelled anomalous"), sign(was.precision(), is.precision())});
        m_rows.push_back({tr("Recall"), share(was.recall()), share(is.recall()), tr("Share of what is labelled anomalous that it finds"), sign(was.recall(), is.recall())});
        m_rows.push_back({tr("F1 (95 %)"), f1Text(comparison->qualityBefore), f1Text(comparison->qualityAfter),
                          tr("Harmonic mean of precision and recall, with its 95 % interval (bootstrap)"), sign(was.f1(), is.f1())});
        m_rows.push_back({tr("False positives"), falseText(was), falseText(is), tr("Labelled normal, but found anomalous"), sign(static_cast<double>(is.fp), static_cast<double>(was.fp))});
        for (const engine::KindRecall &kind : comparison->kinds) {
            const QString name = kind.kind.empty() ? tr("Found, of those without a kind") : tr("Found, of “%1”").arg(text::fromBytes(kind.kind));
            m_rows.push_back({name, tr("%1 of %2").arg(count(kind.before), count(kind.sessions)), tr("%1 of %2").arg(count(kind.after), count(kind.sessions)),
                              tr("Of the sessions that are labelled anomalous with this kind"), sign(static_cast<double>(kind.before), static_cast<double>(kind.after))});
        }
    }
    endResetModel();
}

int ComparisonModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int ComparisonModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const bool after = index.column() == AfterColumn;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (index.column() == MeasureColumn ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::ForegroundRole && after && row.better != 0)
        return theme::color(row.better > 0 ? theme::Tone::Better : theme::Tone::Worse);
    if (role == Qt::ToolTipRole)
        return text::toolTip(row.tip);
    if (role == Qt::AccessibleTextRole && after && row.better != 0)
        return row.better > 0 ? tr("%1, better").arg(row.after) : tr("%1, worse").arg(row.after);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case MeasureColumn: return row.measure;
    case BeforeColumn: return row.before;
    case AfterColumn: return (row.better > 0 ? QStringLiteral("✓ ") : row.better < 0 ? QStringLiteral("✗ ") : QString()) + row.after;
    default: return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == MeasureColumn ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::ToolTipRole)
        return section == BeforeColumn ? QVariant(tr("The model before")) : section == AfterColumn ? QVariant(tr("The candidate; ✓ better, ✗ worse than before")) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case MeasureColumn: return tr("Measure");
    case BeforeColumn: return m_before;
    case AfterColumn: return m_after;
    default: return {};
    }
}

} // namespace causeway::views
