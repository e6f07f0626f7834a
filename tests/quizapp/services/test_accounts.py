import pytest
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.errors import Invalid, SessionNotFound, SetupDone, SetupLinkSpent
from quizapp.models import Account, Role, SignIn
from quizapp.services import accounts, api_tokens
from tests.conftest import PASSWORD, PASSWORD_HASH


def test_a_password_is_kept_as_an_argon2id_hash_of_19_mib_or_more(session: Session) -> None:
    kept = accounts.create_account(session, "anna", PASSWORD).password_hash
    algorithm, _, effort = kept.removeprefix("$").split("$")[:3]
    assert algorithm == "argon2id"
    assert int(effort.removeprefix("m=").split(",")[0]) >= 19 * 1024  # OWASP, Password Storage Cheat Sheet
    assert PASSWORD not in kept


@pytest.mark.parametrize(
    ("name", "password", "field"),
    [
        ("x", PASSWORD, "name"),
        ("two words", PASSWORD, "name"),
        ("anna", "short", "password"),
        ("anna", "a" * 12, "password"),
    ],
)
def test_a_bad_name_or_password_is_named(session: Session, name: str, password: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.create_account(session, name, password)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_names_differ_by_more_than_their_case(session: Session, learner_account: Account) -> None:
    with pytest.raises(Invalid):
        accounts.create_account(session, learner_account.name.upper(), PASSWORD)


def test_a_name_may_be_chinese(session: Session) -> None:
    assert accounts.create_account(session, "小明", PASSWORD).name == "小明"


def test_neither_a_wrong_name_nor_a_wrong_password_signs_in(
    session: Session, learner_account: Account
) -> None:
    said = set()
    for name, password in ((learner_account.name, "wrong password"), ("nobody", PASSWORD)):
        with pytest.raises(Invalid) as refused:
            accounts.check_password(session, name, password)
        said.add(str(refused.value))
    assert len(said) == 1
    assert accounts.check_password(session, learner_account.name.upper(), PASSWORD) is learner_account


def test_a_revoked_sign_in_ends_at_once(
    session: Session, learner_account: Account, instructor: Account
) -> None:
    token = accounts.open_sign_in(session, learner_account)
    sign_in = accounts.find_sign_in(session, token)
    assert sign_in is not None
    with pytest.raises(SessionNotFound):
        accounts.revoke_sign_in(session, instructor, sign_in.sign_in_id)
    accounts.revoke_sign_in(session, learner_account, sign_in.sign_in_id)
    session.expire_all()
    assert accounts.find_sign_in(session, token) is None


def test_the_database_holds_no_token_that_could_be_used(session: Session, learner_account: Account) -> None:
    token = accounts.open_sign_in(session, learner_account)
    assert token not in str(session.query(SignIn).one().__dict__)
    api_token = api_tokens.create_api_token(session, learner_account, "curl")
    assert api_tokens.list_api_tokens(session, learner_account)[0].token_hash not in api_token


def test_a_changed_password_signs_out_everywhere(session: Session, learner_account: Account) -> None:
    token = accounts.open_sign_in(session, learner_account)
    accounts.change_password(session, learner_account, PASSWORD, "a new passphrase")
    session.expire_all()
    assert accounts.find_sign_in(session, token) is None
    assert accounts.check_password(session, "lea", "a new passphrase")


def test_the_setup_links_of_several_servers_make_one_instructor(session: Session) -> None:
    first, second = accounts.new_setup_link(session), accounts.new_setup_link(session)
    assert first
    assert second
    with pytest.raises(SetupLinkSpent) as unknown:
        accounts.create_first_instructor(session, "no-such-token", "first", PASSWORD)
    assert not isinstance(unknown.value, SetupDone)
    account = accounts.create_first_instructor(session, first, "first", PASSWORD)
    assert account.role is Role.ADMIN
    assert account.is_instructor
    for link in (first, second):
        with pytest.raises(SetupDone):  # a restarted server would print no other link
            accounts.create_first_instructor(session, link, "second", PASSWORD)
    assert accounts.new_setup_link(session) is None


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "password123", "Passw0rd!!", "qwertyuiop", "trustno1trustno1", "letmein2024", "aaaaaaaaab",
        "anna-maria-pw", "AnnaMaria2024", "anna.maria", "quizapp-nabla", "密码密码密码密码密码",
    ],
)  # fmt: skip
def test_a_password_that_is_common_or_made_of_the_name_is_refused(session: Session, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.create_account(session, "anna.maria", password)
    assert [problem.field for problem in refused.value.problems] == ["password"]
    assert "too easy to guess" in str(refused.value)


@pytest.mark.parametrize(
    "password", ["a new passphrase", "x7#kQ9!mZp", "我的密码是安全的吗呢", "a" * 60 + "x7#kQ9!mZp"]
)
def test_other_passwords_are_accepted(session: Session, password: str) -> None:
    accounts.create_account(session, "anna.maria", password)
    assert accounts.check_password(session, "anna.maria", password)


@pytest.mark.parametrize("name", ["ＩＮＳＴ１", "ⅰnst1", "INST1", "inst１", " inst1 ", "ｉｎｓｔ1"])
def test_a_name_that_looks_the_same_is_the_same(session: Session, name: str) -> None:
    account = accounts.create_account(session, "inst1", PASSWORD)
    with pytest.raises(Invalid) as refused:
        accounts.create_account(session, name, PASSWORD)
    assert "already taken" in str(refused.value)
    assert accounts.check_password(session, name, PASSWORD) is account


@pytest.mark.parametrize("name", ["іnst1", "inѕt1", "αnna", "annа", "李na\u0456"])
def test_a_name_has_letters_of_one_script(session: Session, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.create_account(session, name, PASSWORD)
    assert "letters of one script" in str(refused.value)


@pytest.mark.parametrize("name", ["李娜", "李na", "анна", "ångström", "anna_1", "あんな", "김na1"])
def test_names_of_many_languages_are_accepted(session: Session, name: str) -> None:
    assert accounts.create_account(session, name, PASSWORD).name == name


def test_an_account_from_before_still_signs_in(session: Session) -> None:
    with writing(session):
        session.add(
            account := Account(name="ｉｎｓｔ１", display_name="ＩＮＳＴ１", password_hash=PASSWORD_HASH)
        )
    assert accounts.check_password(session, "ＩＮＳＴ１", PASSWORD) is account
