#pragma once
// Errors and notices: a bar above the panels, never a dialog that stands in the way. What, why, what to do; Copy.

#include <QFrame>

#include <deque>
#include <functional>

#include "analysis/core/result.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace causeway::views {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent);

    void showError(const Error &error);
    // A notice may have one action.
    void showNotice(const QString &text, const QString &actionText = {}, std::function<void()> action = {});
    void dismiss(); // the message in front
    void clear();
    [[nodiscard]] int count() const { return static_cast<int>(m_messages.size()); }
    [[nodiscard]] QString text() const; // of the message in front, as Copy gives it

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Entry {
        bool error = false;
        QString title, details, copy;
        QString actionText;
        std::function<void()> action;
    };
    void push(Entry entry);
    void refresh();
    std::deque<Entry> m_messages;
    QLabel *m_icon, *m_title, *m_details, *m_count;
    QPushButton *m_action;
    QToolButton *m_copy, *m_close;
};

} // namespace causeway::views
