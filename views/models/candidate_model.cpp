#include "views/models/candidate_model.h"

#include <algorithm>
#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

std::vector<Candidate> candidatesOf(const detect::Step &step)
{
    constexpr double kWorthTelling = 0.01;
    std::vector<Candidate> out;
    if (step.expected.empty())
        return out;
    const double ofObserved = std::exp(-step.nll); // NaN stays NaN
    double rest = 1;
    bool listed = false;
    for (const detect::Step::Expected &expected : step.expected) {
        const bool observed = expected.key == step.observed;
        out.push_back({expected.key, observed && std::isfinite(ofObserved) ? ofObserved : expected.probability, observed});
        rest -= out.back().probability;
        listed |= observed;
    }
    if (!listed) {
        rest -= std::isfinite(ofObserved) ? ofObserved : 0;
        out.push_back({step.observed, ofObserved, true});
    }
    if (rest >= kWorthTelling) {
        const auto below = std::find_if(out.begin(), out.end(), [&](const Candidate &candidate) { return !(candidate.probability >= rest); });
        out.insert(below, {std::nullopt, rest, false});
    }
    return out;
}

int CandidateModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int CandidateModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant CandidateModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const bool isName = index.column() == TemplateColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (isName)
            return row.candidate.observed ? tr("observed: %1").arg(row.name) : row.name;
        return std::isfinite(row.candidate.probability) ? text::percent(row.candidate.probability) : QStringLiteral("–");
    case Qt::ToolTipRole: return text::toolTip(row.name);
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (isName ? Qt::AlignLeft : Qt::AlignRight)));
    case ShareRole: return row.candidate.probability;
    case ObservedRole: return row.candidate.observed;
    default: return {};
    }
}

QVariant CandidateModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == TemplateColumn ? Qt::AlignLeft : Qt::AlignRight)));
    if (role != Qt::DisplayRole)
        return {};
    return section == TemplateColumn ? tr("Could stand there") : tr("Probability");
}

void CandidateModel::setStep(const detect::Step &step, std::shared_ptr<const storage::TemplateCatalog> catalog)
{
    beginResetModel();
    m_rows.clear();
    m_summary.clear();
    for (const Candidate &candidate : candidatesOf(step)) {
        const QString name = !candidate.key       ? tr("the end of the session, or another pattern")
                             : catalog == nullptr ? tr("pattern %1").arg(*candidate.key)
                                                  : text::fromBytes(catalog->nameOf(TemplateId(*candidate.key)));
        m_rows.push_back({name, candidate});
    }
    if (!m_rows.empty()) {
        const QString number = text::number(static_cast<std::int64_t>(step.position) + 1);
        m_summary = std::isfinite(step.nll) ? tr("Step %1: observed with −ln p = %2 (%3)").arg(number, text::number(step.nll, 3), text::percent(std::exp(-step.nll)))
                                            : tr("Step %1").arg(number);
    }
    endResetModel();
}

void CandidateModel::clear()
{
    if (m_rows.empty())
        return;
    beginResetModel();
    m_rows.clear();
    m_summary.clear();
    endResetModel();
}

} // namespace causeway::views
