#pragma once
// What is worth a label, first what is worth most: a list of reasons, with the roles of FindingModel, so that it looks the same.

#include <QAbstractListModel>

#include <memory>

#include "app/engine/label_queue.h"

namespace causeway::views {

class LabelQueueModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    using Queue = std::shared_ptr<const engine::LabelQueueResponse>;

    int rowCount(const QModelIndex &parent = {}) const override;
    // DisplayRole is the reason, AccessibleTextRole all that is painted.
    QVariant data(const QModelIndex &index, int role) const override;

    void setQueue(Queue queue); // nullptr: none
    [[nodiscard]] const Queue &queue() const { return m_queue; }
    [[nodiscard]] const engine::QueuedSubject &row(int row) const { return m_queue->queue[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(const Subject &subject) const; // −1

private:
    Queue m_queue;
};

} // namespace causeway::views
