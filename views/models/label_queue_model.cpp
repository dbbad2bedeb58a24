#include "views/models/label_queue_model.h"

#include "views/models/finding_model.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

QString alikeText(const engine::QueuedSubject &queued)
{
    return queued.sessions < 2 ? LabelQueueModel::tr("none alike") : LabelQueueModel::tr("stands for %1 alike").arg(text::number(static_cast<std::int64_t>(queued.sessions)));
}

} // namespace

int LabelQueueModel::rowCount(const QModelIndex &parent) const { return parent.isValid() || m_queue == nullptr ? 0 : static_cast<int>(m_queue->queue.size()); }

QVariant LabelQueueModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const engine::QueuedSubject &queued = row(index.row());
    const QString name = subjectName(queued.subject, TimePoint::none());
    switch (role) {
    case Qt::DisplayRole: return text::render(queued.reason);
    case Qt::AccessibleTextRole: return tr("%1. %2, %3").arg(text::render(queued.reason), name, alikeText(queued));
    case Qt::ToolTipRole:
        return text::toolTip(tr("%1\nThe bar: looks worse than %3 of the sessions. Unsure: %2.").arg(text::fromBytes(queued.subject.id), text::percent(queued.uncertainty), text::percent(queued.severity)));
    case FindingModel::SubjectRole: return name;
    case FindingModel::DetectorRole: return alikeText(queued);
    case FindingModel::SeverityRole: return tr("top %1").arg(text::percent(std::max(0.0, 1 - queued.severity)));
    case FindingModel::ShareRole: return queued.severity;
    case FindingModel::VerdictRole: return -1; // what is labelled is not in the queue
    default: return {};
    }
}

void LabelQueueModel::setQueue(Queue queue)
{
    beginResetModel();
    m_queue = std::move(queue);
    endResetModel();
}

int LabelQueueModel::rowOf(const Subject &subject) const
{
    for (int i = 0; i < rowCount(); ++i)
        if (row(i).subject == subject)
            return i;
    return -1;
}

} // namespace causeway::views
