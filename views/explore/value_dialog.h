#pragma once
// All counted values of one parameter, the commonest first, to look through, search and filter to. GUI thread.

#include <QDialog>

#include <functional>

#include "app/engine/parameter_values.h"

class QMenu;
class QSortFilterProxyModel;
class QTableView;

namespace causeway::views {

class ValueDialog : public QDialog {
    Q_OBJECT
public:
    // addActions: what can be done with a value, for its context menu; whatever is chosen there closes the dialog.
    ValueDialog(const engine::ParameterSummary &summary, const QString &name, std::function<void(QMenu &, const std::string &)> addActions, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }

Q_SIGNALS:
    void chosen(const std::string &value); // to filter to

private:
    void choose();
    void showMenu(const QPoint &position);
    [[nodiscard]] std::optional<std::string> current() const;

    std::vector<engine::ParameterValue> m_values;
    std::function<void(QMenu &, const std::string &)> m_addActions;
    QTableView *m_table;
    QSortFilterProxyModel *m_shown;
};

QString valueText(const std::string &value); // of a parameter, "(empty)" where it has no bytes

} // namespace causeway::views
