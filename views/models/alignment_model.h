#pragma once
// Two sessions side by side, step by step; what is missing, extra or late is marked by a sign and a colour.

#include <QAbstractTableModel>

#include <memory>
#include <vector>

#include "app/engine/align_session.h"
#include "storage/template_store.h"

namespace causeway::views {

class AlignmentModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { SignColumn, HereColumn, GapColumn, ThereColumn, ColumnCount };
    static constexpr int kContext = 2; // equal steps that stay around a difference when equal ones are folded
    static constexpr std::size_t kRepeated = 3; // so many times the same step missing or extra is one row when folded
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    using Alignment = std::shared_ptr<const engine::AlignSessionResponse>;
    // catalog may be nullptr: templates are named by number then. folded: runs of equal steps, and of one step
    // missing or extra again and again, are one row that says how many.
    void setAlignment(Alignment alignment, std::shared_ptr<const storage::TemplateCatalog> catalog, bool folded);
    [[nodiscard]] const engine::AlignSessionResponse::Row *row(int index) const; // of repeated ones the first; nullptr: folded equal ones
    [[nodiscard]] int rowOf(EventId event) const; // of either session; −1 where it is in none, or folded
    [[nodiscard]] int nextDifference(int from, bool forward) const; // −1: none
    [[nodiscard]] QString plainText(int index) const;

private:
    struct Shown {
        std::size_t first = 0, count = 1;
    };
    [[nodiscard]] QString nameOf(std::uint32_t key) const;

    Alignment m_alignment;
    std::shared_ptr<const storage::TemplateCatalog> m_catalog;
    std::vector<Shown> m_shown;
};

} // namespace causeway::views
