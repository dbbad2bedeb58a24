#pragma once
// Why is a class where it is: what binds it to its service and to others, by layer, which of its use cases cross, and what moving it would do.

#include <QWidget>

#include "views/boundaries/boundary_desk.h"
#include "views/models/arranged_table.h"

class QListWidget;
class QPushButton;
class QSplitter;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;

class PullTable : public ArrangedTable {
    Q_OBJECT
public:
    enum Column { ServiceColumn, ForColumn, PullColumn, IcpColumn, BcpColumn, LayersColumn, ClassesColumn };
    explicit PullTable(QObject *parent = nullptr);
    void follow(BoundaryDesk &desk);
    [[nodiscard]] std::uint32_t serviceAt(int row) const { return m_rows[item(row)].service; }
    [[nodiscard]] bool isOwn(int row) const { return m_rows[item(row)].own; }

protected:
    [[nodiscard]] std::size_t items() const override { return m_rows.size(); }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b, int column) const override;
    [[nodiscard]] bool matches(std::uint32_t item, const QString &text) const override;
    [[nodiscard]] bool isText(int column) const override { return column == ServiceColumn || column == ForColumn || column >= LayersColumn; }
    [[nodiscard]] QVariant cell(std::uint32_t item, int column, int role) const override;

private:
    struct Row {
        std::uint32_t service = 0;
        QString name, layers, classes;
        double pull = 0;                 // share of all that pulls
        std::optional<double> icp, bcp;  // what moving it there adds
        bool own = false;
    };
    std::vector<Row> m_rows;
};

class WhyPanel : public QWidget {
    Q_OBJECT
public:
    WhyPanel(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] PullTable &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] QListWidget &useCases() { return *m_useCases; }
    [[nodiscard]] QPushButton &moveButton() { return *m_move; }
    [[nodiscard]] bool explains() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void follow();

    BoundaryDesk &m_desk;
    PullTable *m_model;
    QTableView *m_table;
    QListWidget *m_useCases;
    QPushButton *m_move;
    ElidedLabel *m_heading, *m_crossing;
    QStackedLayout *m_stack;
    QWidget *m_page;
    QSplitter *m_split;
    EmptyState *m_none;
};

} // namespace causeway::views
