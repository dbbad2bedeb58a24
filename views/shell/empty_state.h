#pragma once
// What an empty panel shows: what would be here and the one next step, with its button.

#include <QWidget>

class QAction;
class QLabel;

namespace causeway::views {

class EmptyState : public QWidget {
    Q_OBJECT
public:
    // icon: name in resources/icons. next: the action of the button; nullptr = none.
    EmptyState(const QString &icon, const QString &title, const QString &text, QWidget *parent, QAction *next = nullptr);
    void setText(const QString &title, const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintIcon();
    QString m_iconName;
    QLabel *m_icon, *m_title, *m_text;
};

} // namespace causeway::views
