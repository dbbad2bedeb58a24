#pragma once
// Ctrl+K: every action by some letters of its name.

#include <QDialog>

#include "views/shell/palette_model.h"

class QLabel;
class QLineEdit;
class QListView;

namespace causeway::views {

class CommandPalette : public QDialog {
    Q_OBJECT
public:
    CommandPalette(const ActionRegistry &actions, const QString &scope, QWidget *parent);
    [[nodiscard]] PaletteModel *model() const { return m_model; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void run(const QModelIndex &index);
    PaletteModel *m_model;
    QLineEdit *m_typed;
    QListView *m_list;
    QLabel *m_nothing; // said in place of an empty list
};

} // namespace causeway::views
